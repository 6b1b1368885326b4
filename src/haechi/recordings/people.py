"""Who is responsible (제5조), who heads a department that records, who signed the pledge (제10조)."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet

from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.custody.models import DeskSeat, Officer
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Department, Institution
from haechi.recordings.errors import NotNow, NotResponsible, SamePerson
from haechi.recordings.models import Designation, Pledge
from haechi.recordings.trail import leave_row
from haechi.recordings.types import MANAGING, Responsible
from haechi.staff.types import OfficerAtWork, Role

DESKS = (DeskFunction.RECORDING_CUSTODIAN, DeskFunction.RECORDING_APPROVER)
PLEDGE_VERSION = 1
PLEDGE = (
    "본인은 녹취정보를 처리하면서 직무상 알게 된 녹취정보를 권한 없이 처리하거나 다른 사람에게 제공하는 등"
    " 부당하게 사용하지 않으며, 담당 업무가 바뀌거나 퇴직한 뒤에도 비밀을 지킬 것을 서약합니다."
    " (행정전화 녹취시스템 운영 규정 제10조)"
)


def current(institution: Institution) -> QuerySet[Designation]:
    """Those designated now; a removed officer is none of them."""
    return Designation.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today()),
        institution=institution,
        since__lte=today(),
        officer__is_active=True,
    ).select_related("officer", "department")


def is_chief(officer: Officer) -> bool:
    """정책임자: the head of the managing department."""
    return current(officer.institution).filter(kind=Responsible.CHIEF, officer=officer).exists()


def answers(officer: Officer) -> bool:
    """One of 제5조: 정책임자, 부책임자 or 관리자."""
    return current(officer.institution).filter(kind__in=MANAGING, officer=officer).exists()


def runs(officer: Officer) -> bool:
    """부책임자 or 관리자: who does the daily work of the recorder."""
    kinds = (Responsible.DEPUTY, Responsible.KEEPER)
    return current(officer.institution).filter(kind__in=kinds, officer=officer).exists()


def manages(officer: Officer) -> bool:
    """One of 제5조, or a member of one of the two recording desks."""
    return answers(officer) or sits(officer)


def sits(officer: Officer) -> bool:
    return DeskSeat.objects.filter(
        officer=officer, epoch__is_current=True, epoch__desk__function__in=DESKS
    ).exists()


def heads(officer: Officer) -> list[int]:
    """Departments (primary keys) whose designated head the officer is."""
    found = current(officer.institution).filter(kind=Responsible.USER_HEAD, officer=officer)
    return sorted(found.values_list("department_id", flat=True))


def demand_manager(actor: OfficerAtWork) -> None:
    """Raises NotResponsible."""
    if not manages(actor.officer):
        raise NotResponsible


@transaction.atomic
def designate(
    *,
    actor: OfficerAtWork,
    kind: Responsible,
    officer: Officer,
    department: Department | None = None,
) -> Designation:
    """Name somebody from today on; the 정책임자 and a department's head take over from who was before.

    Raises:
        NotResponsible: only the head of audit and administrators name the 정책임자, who names the others.
        SamePerson: an officer does not name herself 정책임자.
        NotNow: of another institution, inactive, an administrator, or without the department it needs.
    """
    institution = actor.officer.institution
    _check_may_name(actor, kind, officer)
    fits = department is None or department.institution_id == institution.pk
    if not fits or (kind == Responsible.USER_HEAD) != (department is not None):
        raise NotNow
    _check_may_be(institution, officer)
    if kind in {Responsible.CHIEF, Responsible.USER_HEAD}:
        for row in _standing(institution, kind, department):
            _end(row)
    elif _standing(institution, kind, department).filter(officer=officer).exists():
        raise NotNow
    row = Designation.objects.create(
        institution=institution,
        kind=kind,
        officer=officer,
        department=department,
        since=today(),
        by=actor.officer,
    )
    leave_row(actor, Action.RECORDING_OFFICE, named=kind.value, officer=officer.pk)
    return row


@transaction.atomic
def end_designation(*, actor: OfficerAtWork, row: Designation) -> None:
    """From tomorrow on somebody else, or nobody. Raises NotResponsible, NotNow."""
    kept = Designation.objects.filter(pk=row.pk, institution=actor.officer.institution).first()
    if kept is None or kept.until is not None:
        raise NotNow
    _check_may_name(actor, Responsible(kept.kind), None)
    _end(kept)
    leave_row(actor, Action.RECORDING_OFFICE, ended=kept.kind, officer=kept.officer_id)


def _standing(
    institution: Institution, kind: Responsible, department: Department | None
) -> QuerySet[Designation]:
    return Designation.objects.filter(
        institution=institution, kind=kind, department=department, until__isnull=True
    )


def _end(row: Designation) -> None:
    """Yesterday was the last day; what was named today by mistake leaves no day."""
    if row.since >= today():
        row.delete()
    else:
        Designation.objects.filter(pk=row.pk).update(until=today() - timedelta(days=1))


def _check_may_name(actor: OfficerAtWork, kind: Responsible, officer: Officer | None) -> None:
    above = actor.role in {Role.HEAD, Role.ADMINISTRATOR}
    if kind == Responsible.CHIEF:
        if not above:
            raise NotResponsible
        if officer is not None and officer.pk == actor.officer.pk:
            raise SamePerson
    elif not above and not is_chief(actor.officer):
        raise NotResponsible


def _check_may_be(institution: Institution, officer: Officer) -> None:
    account = getattr(officer, "account", None)
    if officer.institution_id != institution.pk or not officer.is_active:
        raise NotNow
    if account is not None and account.role == Role.ADMINISTRATOR:
        raise NotNow


@transaction.atomic
def sign_pledge(*, actor: OfficerAtWork) -> Pledge:
    """Sign today's words. Again changes nothing."""
    pledge, made = Pledge.objects.get_or_create(
        officer=actor.officer,
        version=PLEDGE_VERSION,
        defaults={"digest": sha256(PLEDGE.encode()).hexdigest(), "signed_at": now()},
    )
    if made:
        leave_row(actor, Action.RECORDING_PLEDGE, version=PLEDGE_VERSION)
    return pledge


def has_pledged(officer: Officer) -> bool:
    return Pledge.objects.filter(officer=officer, version=PLEDGE_VERSION).exists()


def owe_pledge(institution: Institution) -> list[Officer]:
    """Who handles recordings and has not signed."""
    named = current(institution).filter(kind__in=MANAGING).values("officer")
    seated = DeskSeat.objects.filter(
        epoch__is_current=True,
        epoch__desk__function__in=DESKS,
        epoch__desk__institution=institution,
    ).values("officer")
    signed = Pledge.objects.filter(version=PLEDGE_VERSION).values("officer")
    people = Officer.objects.filter(Q(pk__in=named) | Q(pk__in=seated), is_active=True)
    return list(people.exclude(pk__in=signed))
