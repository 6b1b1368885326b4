"""A staffed institution, its people at work, and reports: real keys, no passwords where none is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from PIL import Image

from haechi.audit.types import Actor
from haechi.common.totp import new_totp_secret
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Duty, Officer
from haechi.custody.types import UnlockedOfficer
from haechi.reports.drafts import add_file
from haechi.reports.models import Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import ReportContent, new_draft_token
from haechi.sites.staff.adapters import VAULT
from haechi.staff.keys import to_session
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import StaffedInstitution, make_institution, make_officer


@dataclass(frozen=True)
class Member:
    """An officer with an account; `client()` is her browser, signed in."""

    account: Account
    unlocked: UnlockedOfficer

    @property
    def officer(self) -> Officer:
        return self.account.officer

    @property
    def at_work(self) -> OfficerAtWork:
        account, officer = self.account, self.officer
        trail = Actor(officer.pk, account.username, "192.0.2.7", officer.institution_id)
        return OfficerAtWork(account.pk, officer, Role(account.role), self.unlocked, trail)

    def client(self, *, enforce_csrf_checks: bool = False) -> Client:
        client = Client(REMOTE_ADDR="192.0.2.7", enforce_csrf_checks=enforce_csrf_checks)
        client.force_login(self.account, "haechi.staff.backend.AccountBackend")
        session = client.session
        session[VAULT], cookie = to_session(self.unlocked.pair.private)
        session.save()
        client.cookies[settings.UNLOCK_COOKIE] = cookie
        return client


def employ(unlocked: UnlockedOfficer, username: str, role: Role) -> Member:
    """An account with a second factor for an officer that has none."""
    officer = Officer.objects.get(pk=unlocked.officer_id)
    account = Account(username=username, officer=officer, role=role, contact=b"")
    account.set_unusable_password()
    account.save()
    TOTP.activate(account, new_totp_secret())
    return Member(account, unlocked)


@dataclass(frozen=True)
class House:
    """한빛구청: a head of audit and a duty officer at the desk, an administrator beside it."""

    staffed: StaffedInstitution
    head: Member
    officer: Member
    administrator: Member


@pytest.fixture
def house(db: None) -> House:
    staffed = make_institution()
    kim, lee = staffed.officers
    admin = make_officer(staffed.institution, name="최민준", position="주무관")
    Duty.objects.filter(officer=admin.officer_id).delete()
    return House(
        staffed,
        employ(kim, "hankyeol", Role.HEAD),
        employ(lee, "doyun", Role.OFFICER),
        employ(admin, "minjun", Role.ADMINISTRATOR),
    )


def spooled(data: bytes) -> EncryptedSpool:
    spool = EncryptedSpool(settings.SPOOL_DIR)
    spool.write(data)
    spool.seek(0)
    return spool


def picture() -> bytes:
    """A small JPEG that names its author and its place."""
    exif = Image.Exif()
    exif[0x013B] = "홍길동"
    exif[0x8825] = {1: "N", 2: (37.0, 33.0, 0.0)}
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


FileReport = Callable[..., Report]


@pytest.fixture
def file_report(house: House) -> FileReport:
    """Files a report as a reporter does."""

    def file(
        text: str = "설계 변경을 한 업체에 몰아 주었습니다.",
        *,
        excluded: tuple[Member, ...] = (),
        staffed: StaffedInstitution | None = None,
        files: dict[str, bytes] | None = None,
        **content: Any,
    ) -> Report:
        place, token = staffed or house.staffed, new_draft_token()
        for name, data in (files or {}).items():
            with spooled(data) as source:
                add_file(institution=place.institution, token=token, source=source, name=name)
        known = set(Report.objects.values_list("pk", flat=True))
        submit_report(
            Submission(
                institution=place.institution,
                category=place.category,
                content=ReportContent(text, **content),
                token=token,
                excluded=[member.officer for member in excluded],
            )
        )
        return Report.objects.exclude(pk__in=known).get()

    return file
