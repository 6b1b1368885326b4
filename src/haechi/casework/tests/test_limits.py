"""Days, papers, long texts, many people: what is refused and what is kept whole (PI-3, PI-6, PI-9)."""

from dataclasses import replace
from datetime import date

import pytest

from haechi.cases.errors import DayRefused
from haechi.cases.models import Case
from haechi.cases.people import NewParty
from haechi.cases.problems import Problem
from haechi.cases.types import (
    Channel,
    Direction,
    NoticeKind,
    PaperKind,
    PartyKind,
    Way,
)
from haechi.casework import (
    notices,
    papers,
    people,
)
from haechi.casework.parties import addressee
from haechi.casework.selectors import detail, report_of
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import (
    draft_of,
    problem,
)


def test_days_in_the_future_or_before_the_law_are_refused_and_use_no_number(centre, calendar):
    for day in (date(2026, 11, 21), date(2011, 9, 29)):
        with pytest.raises(DayRefused):
            centre.receive(received_on=day)
    assert centre.receive().case.sequence == 1


def test_the_same_paper_is_received_once(centre, calendar):
    case = centre.receive(channel=Channel.FAX).case
    here = {"actor": centre.kim, "case_id": case.pk, "direction": Direction.IN}
    fax = {"kind": PaperKind.ATTACHMENT, "title": "팩스", "reference": "FAX 2026-11-20 14:01"}
    first = papers.file_paper(**here, **fax)
    again = papers.file_paper(**here, **(fax | {"title": "팩스 사본"}))
    assert first.pk == again.pk
    assert papers.file_paper(**here, **(fax | {"reference": "FAX 15:20"})).pk != first.pk


def test_two_hundred_thousand_characters_are_kept_whole(centre, calendar):
    long = "가" * 200_000
    opened = centre.receive(content=replace(CONTENT, content=long))
    assert detail(centre.kim, opened.case.pk, "ko").content.content == long


def test_thirty_joint_reporters_and_rare_names(centre, calendar):
    names = ["뷁힣", "金哲洙", "남궁민수", "ㅎ한글", *[f"신고자{n}" for n in range(26)]]
    parties = [
        NewParty(PartyKind.REPORTER, replace(HONG, name=name), is_representative=number == 0)
        for number, name in enumerate(names)
    ]
    case = centre.receive(parties=parties).case
    assert case.parties.count() == 30
    represented = people.party_left(
        actor=centre.kim, case_id=case.pk, party_id=case.parties.first().pk
    )
    assert represented
    assert addressee(case).number == 2
    people.choose_representative(
        actor=centre.kim, case_id=case.pk, party_id=case.parties.all()[4].pk
    )
    assert addressee(Case.objects.get(pk=case.pk)).number == 5


def test_what_was_sent_stays_as_it_was_sent(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    row = draft_of(case, NoticeKind.RECEIPT)
    notices.edit_draft(**here, paper_id=row.pk, title="접수 통지", text="{없는칸}")
    unfilled = problem(notices.send_notice, **here, paper_id=row.pk, way=Way.POST)
    assert unfilled is Problem.MISSING_FIELD
    notices.edit_draft(**here, paper_id=row.pk, title="접수 통지", text="접수하였습니다.")
    site = problem(notices.send_notice, **here, paper_id=row.pk, way=Way.SITE)
    assert site is Problem.NO_ADDRESS
    notices.send_notice(**here, paper_id=row.pk, way=Way.POST)
    edit = problem(notices.edit_draft, **here, paper_id=row.pk, title="다른 말", text="다른 말")
    assert edit is Problem.SENT
    assert problem(notices.discard_draft, **here, paper_id=row.pk) is Problem.SENT
    case.refresh_from_db()
    assert case.owed == []
    assert report_of(detail(centre.kim, case.pk, "ko").opened) is None
