"""What tests and benches of several packages need: a staffed institution with real keys, fast.

No account and no password (Argon2id takes its time): who needs a signed-in officer uses `haechi.staff`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from haechi.audit.types import Actor
from haechi.crypto.sealedbox import new_key_pair
from haechi.custody.models import Duty, Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.institutions.models import Category, Institution
from haechi.institutions.services import create_institution
from haechi.reports.access import open_report, sign_in
from haechi.reports.models import Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import (
    DraftToken,
    OpenReport,
    Receipt,
    ReportContent,
    draft_id,
    new_draft_token,
)
from haechi.staff.types import OfficerAtWork, Role


@dataclass(frozen=True)
class StaffedInstitution:
    """An institution with its intake officers, keys open."""

    institution: Institution
    officers: tuple[UnlockedOfficer, ...]

    @property
    def category(self) -> Category:
        category = self.institution.categories.first()
        assert category is not None  # noqa: S101  every institution starts with seven
        return category


def make_officer(
    institution: Institution, *, name: str = "김한결", position: str = "감사담당관"
) -> UnlockedOfficer:
    """An officer on duty for every category, at no desk yet, with her private key open."""
    pair = new_key_pair()
    officer = Officer.objects.create(
        institution=institution, name=name, position=position, public_key=pair.public
    )
    Duty.objects.bulk_create(
        Duty(officer=officer, category=category) for category in institution.categories.all()
    )
    return UnlockedOfficer(officer.pk, institution.pk, pair)


def make_institution(
    slug: str = "hanbit",
    *,
    name_ko: str = "한빛구청",
    name_en: str = "Hanbit District Office",
    officers: Sequence[str] = ("김한결", "이도윤"),
) -> StaffedInstitution:
    """An institution whose intake desk has an officer of each of these names."""
    institution = create_institution(slug=slug, name_ko=name_ko, name_en=name_en)
    people = tuple(make_officer(institution, name=name) for name in officers)
    if people:
        seats = list(Officer.objects.filter(pk__in=[person.officer_id for person in people]))
        staff_desk(institution=institution, function=DeskFunction.INTAKE, officers=seats)
    return StaffedInstitution(institution, people)


def at_work(
    unlocked: UnlockedOfficer, role: Role = Role.OFFICER, *, place: str = "192.0.2.7"
) -> OfficerAtWork:
    """The officer signed in with both factors, as the staff site's middleware would say."""
    officer = Officer.objects.get(pk=unlocked.officer_id)
    trail = Actor(officer.pk, officer.name, place, officer.institution_id)
    return OfficerAtWork(0, officer, role, unlocked, trail)


@dataclass(frozen=True)
class Filed:
    """A report as its reporter left it: the paper in her hand, and the row."""

    receipt: Receipt
    report: Report

    def opened(self) -> OpenReport:
        """The report opened by its reporter."""
        typed = {"typed_key": self.receipt.report_key, "typed_password": self.receipt.password}
        return open_report(sign_in(**typed))


def file_report(
    staffed: StaffedInstitution,
    text: str = "설계 변경을 한 업체에 몰아 주었습니다.",
    *,
    excluded: Sequence[UnlockedOfficer] = (),
    category: Category | None = None,
    token: DraftToken | None = None,
    password: str | None = None,
) -> Filed:
    """File a report as a reporter does, through the one service that stores reports."""
    barred = Officer.objects.filter(pk__in=[officer.officer_id for officer in excluded])
    token = token or new_draft_token()
    receipt = submit_report(
        Submission(
            institution=staffed.institution,
            category=category or staffed.category,
            content=ReportContent(text),
            token=token,
            password=password,
            excluded=list(barred),
        )
    )
    return Filed(receipt, Report.objects.get(submission_tag=bytes.fromhex(draft_id(token))))
