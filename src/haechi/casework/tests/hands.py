"""What the tests of a case do again and again."""

from dataclasses import replace
from datetime import date

import pytest

from haechi.cases.errors import NotNow
from haechi.cases.filing import Particulars, file_named_report
from haechi.cases.models import Case, Paper
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.cases.types import (
    ClockKind,
    NoticeKind,
    Way,
)
from haechi.casework import (
    handling,
    notices,
)
from haechi.casework.selectors import detail
from haechi.casework.tests.conftest import ACCUSED, CONTENT, HONG
from haechi.reports.access import open_report, sign_in
from haechi.reports.submission import Submission
from haechi.reports.types import ReportContent, new_draft_token


def problem(act, **kwargs) -> Problem:
    with pytest.raises(NotNow) as refused:
        act(**kwargs)
    return refused.value.problem


def draft_of(case: Case, kind: NoticeKind) -> Paper:
    return Paper.objects.get(case=case, notice=kind, status="draft")


def send_all(centre, case: Case, way: Way = Way.POST) -> None:
    for kind in list(Case.objects.get(pk=case.pk).owed):
        row = Paper.objects.filter(case=case, notice=kind, status="draft").first()
        if row is None:
            words = notices.draft_notice(
                actor=centre.kim, case_id=case.pk, kind=NoticeKind(kind), words={}
            )
            row = words
        notices.send_notice(actor=centre.kim, case_id=case.pk, paper_id=row.pk, way=way)


def state(case: Case) -> CaseState:
    return CaseState(Case.objects.get(pk=case.pk).state)


def due(case: Case, kind: ClockKind = ClockKind.HANDLING) -> date:
    return case.clocks.filter(kind=kind).exclude(state="ended").get().due_on


def notified(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="조사", text="조사함")
    handling.end_investigation(**here, finding="위반 없음", violation_found=False)
    notices.send_notice(**here, paper_id=draft_of(case, NoticeKind.RESULT).pk, way=Way.HAND)
    return case, here


def centre_key(centre, case):
    return detail(centre.kim, case.pk, "ko").opened.data_key


def filed(centre, **changes):
    """A named report, filed on the site; (receipt, opened by its reporter)."""
    staffed = centre.staffed
    submission = Submission(
        institution=staffed.institution,
        category=staffed.category,
        content=ReportContent("폐수를 내보냅니다."),
        token=new_draft_token(),
    )
    given = Particulars(CONTENT, HONG, accused=ACCUSED)
    receipt = file_named_report(submission=submission, particulars=replace(given, **changes))
    session = sign_in(typed_key=receipt.report_key, typed_password=receipt.password)
    return submission, given, open_report(session)


def open_report_state(opened):
    opened.report.refresh_from_db()
    return opened.report.state
