"""The six demo officers: accounts, second factors, duties and desks."""

import secrets
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.types import Actor, command_line
from haechi.common.totp import new_totp_secret
from haechi.crypto.credentials import KEY_ALPHABET
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.demo.signins import SignIn
from haechi.institutions.models import Category, Department, Institution
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, set_duties, unlock
from haechi.staff.types import OfficerAtWork, Role

SETUP = command_line("demo")


@dataclass(frozen=True)
class Person:
    """`duties`: category codes; empty for none (a head of audit sees every category anyway)."""

    user: str
    institution: str
    department: str
    name: str
    position: str
    role: Role
    duties: tuple[str, ...] = ()
    phone: str = ""


_AUDIT, _CLEAN = "감사담당관", "청렴팀"
PEOPLE = (
    Person("hankyeol", "hanbit", _AUDIT, "김한결", "감사담당관", Role.HEAD, phone="01000000001"),
    Person("doyun", "hanbit", _AUDIT, "이도윤", "조사팀장", Role.OFFICER,
           ("corruption", "conduct", "subcontract"), "01000000002"),
    Person("seoyeon", "hanbit", _CLEAN, "박서연", "주무관", Role.OFFICER,
           ("gapjil", "public-interest", "solicitation", "clean"), "01000000003"),
    Person("minjun", "hanbit", "정보통신과", "최민준", "주무관", Role.ADMINISTRATOR,
           phone="01000000004"),
    Person("jiho", "hanbit-facilities", "감사실", "정지호", "감사실장", Role.HEAD,
           ("corruption", "conduct", "public-interest", "solicitation", "clean", "subcontract",
            "gapjil"), "01000000005"),
    Person("haeun", "hanbit-kids", "운영위원회", "윤하은", "고충처리위원", Role.HEAD,
           ("gapjil", "public-interest", "corruption"), "01000000006"),
)  # fmt: skip
CENTRE = {
    DeskFunction.CASES: ("hankyeol", "seoyeon"),
    DeskFunction.PROTECTION: ("hankyeol",),
}
"""Who sits at the desks for public-interest reports of 한빛구청."""


@dataclass(frozen=True)
class Cast:
    """The officers at work, by user name, and how a person signs in as each."""

    officers: dict[str, OfficerAtWork]
    sign_ins: tuple[SignIn, ...]

    def head_of(self, institution: Institution) -> OfficerAtWork:
        return next(
            actor
            for actor in self.officers.values()
            if actor.role == Role.HEAD and actor.officer.institution_id == institution.pk
        )


def hire(institutions: dict[str, Institution]) -> Cast:
    """Create everybody, put them on duty and seat them at their institution's intake desk."""
    officers, sign_ins = {}, []
    for person in PEOPLE:
        institution = institutions[person.institution]
        actor, sign_in = hire_one(person, institution)
        officers[person.user] = actor
        sign_ins.append(sign_in)
    for institution in institutions.values():
        _seat(institution, list(officers.values()))
    _seat_centre(officers)
    return Cast(officers, tuple(sign_ins))


def hire_one(person: Person, institution: Institution) -> tuple[OfficerAtWork, SignIn]:
    password, secret = new_password(), new_totp_secret()
    account = create_officer(
        actor=SETUP,
        institution=institution,
        new=NewOfficer(
            username=person.user,
            password=password,
            name=person.name,
            position=person.position,
            role=person.role,
            phone=person.phone,
            email=f"{person.user}@hanbit.example",
            department=_department(institution, person.department),
        ),
    )
    TOTP.activate(account, secret)
    officer = account.officer
    duties = Category.objects.filter(institution=institution, code__in=person.duties)
    set_duties(actor=SETUP, officer=officer, categories=list(duties))
    sign_in = SignIn(
        person.user, person.name, institution.name_ko, person.role.value, password, secret
    )
    return _at_work(account, password), sign_in


def _department(institution: Institution, name: str) -> Department:
    return Department.objects.get(institution=institution, name_ko=name)


def _at_work(account: Account, password: str) -> OfficerAtWork:
    officer = account.officer
    return OfficerAtWork(
        account_id=account.pk,
        officer=officer,
        role=Role(account.role),
        unlocked=UnlockedOfficer(officer.pk, officer.institution_id, unlock(account, password)),
        trail=Actor(
            officer.pk, f"{account.username} {officer.name}", "demo", officer.institution_id
        ),
    )


def _seat(institution: Institution, actors: list[OfficerAtWork]) -> None:
    """An administrator of settings gets no seat: that role may open no report."""
    members: list[Officer] = [
        actor.officer
        for actor in actors
        if actor.officer.institution_id == institution.pk and actor.role != Role.ADMINISTRATOR
    ]
    staff_desk(institution=institution, function=DeskFunction.INTAKE, officers=members)
    for member in members:
        note_right(actor=SETUP, officer=member, change=Change.SEAT_GIVEN)


def _seat_centre(officers: dict[str, OfficerAtWork]) -> None:
    """한빛구청 has a 공익신고센터; its head of audit is 공익신고책임관 too (제5조, 제8조)."""
    for function, users in CENTRE.items():
        seated = [officers[user].officer for user in users]
        staff_desk(institution=seated[0].institution, function=function, officers=seated)
        for officer in seated:
            note_right(actor=SETUP, officer=officer, change=Change.SEAT_GIVEN, what=function.value)


def new_password() -> str:
    """Twelve signs that are easy to type from a screen: 59 bits."""
    groups = ("".join(secrets.choice(KEY_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
