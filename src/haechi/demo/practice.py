"""Two practice days of the demo: one that is over, one that is open for a fortnight."""

from collections.abc import Mapping
from datetime import timedelta

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.practice.models import PracticeDepartment, PracticeSession
from haechi.practice.services import Plan, open_session
from haechi.practice.submission import PracticeSubmission, submit_practice
from haechi.reports.types import ReportContent, new_draft_token
from haechi.staff.types import OfficerAtWork

_HEADCOUNTS = {
    "총무과": 24, "건축과": 18, "도로과": 16, "복지정책과": 31, "정보통신과": 12, "청렴팀": 5,
}  # fmt: skip
_OVER = {"총무과": 23, "건축과": 15, "도로과": 16, "복지정책과": 27, "정보통신과": 9, "청렴팀": 5}
_SO_FAR = {"총무과": 7, "건축과": 2, "복지정책과": 11, "정보통신과": 4}
_AGO = 6  # days
_TEXT = "연습으로 씁니다. 회식 자리에서 상급자가 사적인 심부름을 시켰다는 가상의 내용입니다."


def practise(institution: Institution, trainer: OfficerAtWork) -> None:
    """Both sessions; a few practice reports are real ones, the other counts are set."""
    over = _session(institution, trainer, "청렴생활 점검의 날 가상 신고", days=1, kept_days=30)
    _send(over, "총무과", name="박서준")
    _send(over, "복지정책과", name="")
    _count(over, _OVER)
    now = _session(institution, trainer, "공직기강 전 직원 교육", days=14, kept_days=14)
    _send(now, "정보통신과", name="")
    _count(now, _SO_FAR)
    PracticeSession.objects.filter(pk=over.pk).update(
        first_day=over.first_day - timedelta(days=_AGO),
        last_day=over.last_day - timedelta(days=_AGO),
        destroyed_after=over.destroyed_after - timedelta(days=_AGO),
        unsaid=3,
    )


def _session(
    institution: Institution, trainer: OfficerAtWork, title: str, *, days: int, kept_days: int
) -> PracticeSession:
    named = {row.name_ko: row for row in institution.departments.all()}
    plan = Plan(
        title=title,
        first_day=today(),
        last_day=today() + timedelta(days=days - 1),
        kept_days=kept_days,
        headcounts={named[name]: people for name, people in _HEADCOUNTS.items()},
    )
    return open_session(actor=trainer, plan=plan)


def _send(session: PracticeSession, department: str, *, name: str) -> None:
    submit_practice(
        PracticeSubmission(
            session=session,
            category="갑질",
            content=ReportContent(_TEXT),
            token=new_draft_token(),
            department=session.departments.get(name_ko=department),
            name=name,
        )
    )


def _count(session: PracticeSession, counts: Mapping[str, int]) -> None:
    for name, taken in counts.items():
        PracticeDepartment.objects.filter(session=session, name_ko=name).update(taken=taken)
