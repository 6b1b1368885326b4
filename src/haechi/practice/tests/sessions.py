"""A practice session in a staffed institution, and trainees."""

from datetime import date, timedelta

from haechi.common.clock import today
from haechi.institutions.models import Department
from haechi.practice.models import PracticeSession
from haechi.practice.services import Plan, open_session
from haechi.practice.submission import PracticeSubmission, submit_practice
from haechi.reports.types import DraftToken, Receipt, ReportContent, new_draft_token
from haechi.testing import StaffedInstitution, at_work

TEXT = "연습으로 적은 글입니다만 실제 있었던 일이 섞였습니다."


def make_session(
    staffed: StaffedInstitution,
    *,
    first: date | None = None,
    days: int = 1,
    kept_days: int = 14,
    title: str = "청렴생활 점검의 날",
) -> PracticeSession:
    """Two departments, twenty people in the first."""
    rows = [
        Department.objects.get_or_create(
            institution=staffed.institution, name_ko=ko, defaults={"name_en": en}
        )[0]
        for ko, en in (("총무과", "General Affairs"), ("건축과", "Building"))
    ]
    begin = first or today()
    plan = Plan(
        title=title,
        first_day=begin,
        last_day=begin + timedelta(days=days - 1),
        kept_days=kept_days,
        headcounts={rows[0]: 20, rows[1]: None},
    )
    return open_session(actor=at_work(staffed.officers[0]), plan=plan)


def practise(
    session: PracticeSession,
    *,
    department: str = "총무과",
    name: str = "",
    text: str = TEXT,
    token: DraftToken | None = None,
    password: str | None = None,
) -> Receipt:
    """Send a practice report; an empty `department` is not said."""
    chosen = session.departments.filter(name_ko=department).first()
    return submit_practice(
        PracticeSubmission(
            session=session,
            category="갑질",
            content=ReportContent(text),
            token=token or new_draft_token(),
            password=password,
            department=chosen,
            name=name,
        )
    )
