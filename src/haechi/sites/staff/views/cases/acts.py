"""All acts by their names, and which of them a case's page offers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from haechi.cases.history import picture_of
from haechi.cases.models import Case
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.sites.staff.views.cases.act import Act, Group, Text
from haechi.sites.staff.views.cases.acts_course import COURSE, ENDING
from haechi.sites.staff.views.cases.acts_others import CARE, LETTERS, PEOPLE, RECORD

ALL = (*COURSE, *ENDING, *LETTERS, *PEOPLE, *CARE, *RECORD)
ACTS = {act.name: act for act in ALL}


_NEVER = frozenset({Problem.STATE, Problem.REFERRED, Problem.NOT_REFERRED, Problem.NOT_WITHDRAWN})
"""Of another state or another kind of case: nothing that the officer could mend, so not offered."""


@dataclass(frozen=True)
class Offer:
    """An act on the page: a link, or why it is not possible now."""

    act: Act
    url: str
    why_not: str
    is_next: bool = False


_NEXT: Mapping[str, tuple[str, ...]] = {
    CaseState.RECEIVED: ("supplement", "investigate"),
    CaseState.SUPPLEMENTING: ("supplement-expired", "supplement-received"),
    CaseState.INVESTIGATING: ("conclude", "log"),
    CaseState.CONCLUDED: ("report-result",),
    CaseState.OBJECTED: ("answer-objection",),
    CaseState.NOTIFIED: ("file-away",),
    CaseState.CLOSED: ("file-away",),
    CaseState.TRANSFERRED: ("file-away",),
    CaseState.CONVERTED: ("file-away",),
}
"""The step that the guideline has next: the first of them that is possible stands out."""


def offers(case: Case) -> Iterator[tuple[Text, list[Offer]]]:
    """By heading: what is possible in this state; acts of other states are left out."""
    picture = picture_of(case)
    problems = {act.name: act.problem(picture, case) for act in ALL}
    possible = (name for name in _NEXT.get(case.state, ()) if problems[name] is None)
    following = next(possible, "")
    for group in Group:
        acts = [act for act in ALL if act.group is group and problems[act.name] not in _NEVER]
        found = [_offer(act, case, problems[act.name], act.name == following) for act in acts]
        if found:
            yield group.value, sorted(found, key=lambda offer: bool(offer.why_not))


def _offer(act: Act, case: Case, problem: Problem | None, is_next: bool) -> Offer:
    why_not = str(problem.label) if problem else ""
    return Offer(act, reverse("case_act", args=[case.pk, act.name]), why_not, is_next)
