"""The table of states: every path walked, and random orders reach nothing unlawful (PI-14)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haechi.cases.conditions import WHOLE, Asked, Given, Picture
from haechi.cases.errors import NotNow
from haechi.cases.machine import advance, possible, problem_of
from haechi.cases.problems import Problem
from haechi.cases.states import BY_EVENT, ENDED, STEPS, CaseState, Event
from haechi.cases.types import ClosingGround, NoticeKind, Requirement

DAY = date(2026, 11, 20)
S, E, G = CaseState, Event, ClosingGround
LAWFUL = Given(
    DAY,
    reason="사유",
    days=15,
    due=DAY + timedelta(days=7),
    ground=G.UNRELATED,
    contents=WHOLE,
)
READY = Picture(
    missing=frozenset({Requirement.EVIDENCE}),
    logged=True,
    consulted=True,
    transfer_consent=True,
    objection_due=DAY,
    handling_due=DAY,
)


def ready(state: CaseState, event: Event) -> Picture:
    """A case in that state in which the event is lawful."""
    referred = event in {E.CONSULT, E.RETRANSFER, E.REPORT_RESULT, E.DEMAND}
    withdrawn = event in {E.GO_ON, E.CLOSE_WITHDRAWN}
    over = event in {E.FILE_AWAY, E.SUPPLEMENT_EXPIRED}
    return replace(
        READY,
        state=state,
        referred=referred,
        withdrawn=withdrawn,
        objection_due=DAY - timedelta(days=1) if over else DAY,
        supplements=(Asked(DAY - timedelta(days=1)),)
        if event in {E.SUPPLEMENT_EXPIRED, E.SUPPLEMENT_RECEIVED}
        else (),
        retention_until=DAY - timedelta(days=1),
        back=S.INVESTIGATING,
    )


@pytest.mark.parametrize(
    ("state", "event"), [(state, step.event) for step in STEPS for state in sorted(step.before)]
)
def test_every_row_of_the_table_can_be_walked_and_leads_where_it_says(state, event):
    picture = ready(state, event)
    after = advance(picture, event, LAWFUL)
    step = BY_EVENT[event]
    expected = {None: state, "back": S.INVESTIGATING}.get(step.after, step.after)
    assert after.state == expected
    if step.notice:
        assert step.notice in after.owed


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, step.event) for step in STEPS for state in sorted(set(S) - step.before)],
)
def test_what_the_table_does_not_list_is_not_possible(state, event):
    assert problem_of(ready(state, event), event, LAWFUL) is Problem.STATE


def test_every_row_has_an_article_and_every_event_one_row():
    assert all(step.article for step in STEPS)
    assert len(BY_EVENT) == len(STEPS) == len(Event)


def test_every_state_is_reached_and_can_be_left_but_the_last():
    reached, todo = set(), [S.RECEIVED]
    while todo:
        state = todo.pop()
        if state in reached:
            continue
        reached.add(state)
        steps = possible(Picture(state=state))
        afters = {s.after for s in steps} - {None, "back"}
        assert afters or state in {S.DESTROYED, S.SUPPLEMENTING, S.FILED}
        todo += afters
    assert reached == set(S)


OPEN = replace(READY, state=S.INVESTIGATING, logged=False, missing=frozenset())
LAPSED = Asked(DAY - timedelta(days=1), expired=True)


@pytest.mark.parametrize(
    ("ground", "picture", "given_", "problem"),
    [
        (G.FALSE, OPEN, {}, Problem.NOT_JUDGED),
        (G.FALSE, replace(OPEN, logged=True), {}, None),
        (G.UNKNOWN_REPORTER, OPEN, {}, Problem.REPORTER_KNOWN),
        (G.UNKNOWN_REPORTER, replace(OPEN, reporter_known=False), {}, None),
        (
            G.UNKNOWN_REPORTER,
            replace(OPEN, reporter_known=False, referred=True),
            {},
            Problem.REPORTER_KNOWN,
        ),
        (G.NOT_SUPPLEMENTED, OPEN, {}, Problem.TWO_REQUESTS),
        (G.NOT_SUPPLEMENTED, replace(OPEN, supplements=(LAPSED,)), {}, Problem.TWO_REQUESTS),
        (G.NOT_SUPPLEMENTED, replace(OPEN, supplements=(LAPSED, LAPSED)), {}, None),
        (
            G.NOT_SUPPLEMENTED,
            replace(OPEN, supplements=(LAPSED, replace(LAPSED, answered=True))),
            {},
            Problem.TWO_REQUESTS,
        ),
        (G.REPEATED, OPEN, {}, Problem.NOT_REPEATED),
        (G.REPEATED, OPEN, {"earlier_notified": True}, None),
        (G.PUBLISHED, OPEN, {}, Problem.NOT_PUBLISHED),
        (G.PUBLISHED, OPEN, {"published": "가람일보"}, Problem.NOT_PUBLISHED),
        (G.PUBLISHED, OPEN, {"published": "가람일보", "no_new_evidence": True}, None),
        (
            G.PUBLISHED,
            OPEN,
            {"published": "가람일보", "no_new_evidence": True, "reporters_tip": True},
            Problem.REPORTERS_TIP,
        ),
        (G.OTHER_LAW, OPEN, {}, Problem.NO_OTHER_BODY),
        (G.OTHER_LAW, OPEN, {"other_body": "환경부, 물환경보전법"}, None),
        (G.UNRELATED, OPEN, {}, None),
        (G.UNRELATED, OPEN, {"reason": " "}, Problem.NO_REASON),
        (G.NO_EVIDENCE, OPEN, {}, Problem.EVIDENCE_THERE),
        (
            G.NO_EVIDENCE,
            replace(OPEN, missing=frozenset({Requirement.EVIDENCE})),
            {},
            Problem.EVIDENCE_THERE,
        ),
        (
            G.NO_EVIDENCE,
            replace(OPEN, missing=frozenset({Requirement.EVIDENCE}), logged=True),
            {},
            None,
        ),
    ],
)
def test_each_of_the_eight_grounds_asks_for_what_it_needs(ground, picture, given_, problem):
    """PI-14, article 20(1)."""
    found = problem_of(picture, E.CLOSE, replace(LAWFUL, ground=ground, **given_))
    assert found is problem


def test_a_second_request_has_at_most_seven_days_and_a_first_has_not():
    first = replace(OPEN, missing=frozenset({Requirement.CONTENT}))
    second = replace(first, supplements=(LAPSED,))
    eight = replace(LAWFUL, due=DAY + timedelta(days=8))
    assert problem_of(first, E.REQUEST_SUPPLEMENT, eight) is None
    assert problem_of(second, E.REQUEST_SUPPLEMENT, eight) is Problem.SECOND_TOO_LONG
    moved = replace(eight, counted_due=DAY + timedelta(days=7))
    assert problem_of(second, E.REQUEST_SUPPLEMENT, moved) is None


GIVENS = st.builds(
    Given,
    on=st.dates(DAY, DAY + timedelta(days=80)),
    reason=st.sampled_from(["", "사유"]),
    days=st.integers(-1, 20),
    due=st.dates(DAY, DAY + timedelta(days=60)),
    evidence=st.booleans(),
    ground=st.one_of(st.none(), st.sampled_from(ClosingGround)),
    earlier_notified=st.booleans(),
    published=st.sampled_from(["", "가람일보"]),
    no_new_evidence=st.booleans(),
    reporters_tip=st.booleans(),
    other_body=st.sampled_from(["", "환경부"]),
    contents=st.frozensets(st.sampled_from(sorted(WHOLE))),
    notice=st.sampled_from(NoticeKind),
)
MISSING = st.frozensets(st.sampled_from(Requirement))


@settings(max_examples=300)
@given(
    st.booleans(),
    st.booleans(),
    MISSING,
    st.lists(st.tuples(st.sampled_from(Event), GIVENS), max_size=60),
)
def test_no_order_of_events_reaches_what_is_unlawful(referred, known, missing, happenings):
    birth = E.RECEIVE_REFERRAL if referred else E.RECEIVE
    picture = replace(
        advance(Picture(), birth, Given(DAY)),
        missing=missing,
        reporter_known=known,
        handling_due=DAY + timedelta(days=30),
    )
    extensions, consented, consulted = 0, False, False
    for event, given_ in happenings:
        try:
            after = advance(picture, event, given_)
        except NotNow:
            continue
        extensions += event is E.EXTEND
        consented = {E.CONSENT_TO_TRANSFER: True, E.REVOKE_CONSENT: False}.get(event, consented)
        consulted |= event is E.CONSULT
        if event is E.TRANSFER:
            assert consented, "a transfer without consent"
            assert not referred
        if event is E.RETRANSFER:
            assert consulted, "referred again without consultation"
        if after.state is S.CLOSED and picture.state is not S.CLOSED:
            lawful = given_.ground is not None and given_.reason
            assert lawful or picture.withdrawn, "closed without a reason"
            assert NoticeKind.CLOSING in after.owed
        if after.state is S.FILED and picture.state is not S.FILED:
            assert not picture.owed, "filed away while a notice is owed"
        if picture.state in ENDED:
            assert after.state not in {S.RECEIVED, S.SUPPLEMENTING}
        picture = after
    assert extensions <= 1
