"""What a case's page shows, gathered from `casework.selectors.detail` and the rows beside it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language

from haechi.cases.models import Case, Party, Reward
from haechi.cases.states import DECIDED, CaseState
from haechi.cases.types import (
    AwardGround,
    ConsentKind,
    OpenCase,
    PaperStatus,
    PartyKind,
    ReliefLoss,
    Requirement,
    RewardKind,
    RewardTrigger,
)
from haechi.casework.access import holds_identity
from haechi.casework.identity import openings_of
from haechi.casework.money import words_of_reward
from haechi.casework.objections import words_of_objection
from haechi.casework.papers import PaperView, binder
from haechi.casework.parties import addressee
from haechi.casework.protection import words_of_measure, words_of_retaliation
from haechi.casework.selectors import CaseDetail, report_of
from haechi.casework.thread import thread_of
from haechi.casework.transfers import words_of_exchange
from haechi.conversations.models import Side
from haechi.conversations.selectors import files_sent_with
from haechi.sites.common.files import FileRow, file_row
from haechi.sites.staff.forms.cases.people import party_words
from haechi.sites.staff.labels import Mark
from haechi.sites.staff.views.cases.acts import offers
from haechi.sites.staff.views.cases.timeline import pictures
from haechi.staff.types import OfficerAtWork
from haechi.statutes.explanations import Language

TONES = {
    CaseState.RECEIVED: "primary",
    CaseState.SUPPLEMENTING: "warning",
    CaseState.INVESTIGATING: "information",
    CaseState.CONCLUDED: "information",
    CaseState.OBJECTED: "warning",
    CaseState.NOTIFIED: "success",
}
MAIN_LINE = (CaseState.RECEIVED, CaseState.INVESTIGATING, CaseState.CONCLUDED, CaseState.NOTIFIED,
             CaseState.FILED)  # fmt: skip
_INSTEAD = {
    CaseState.SUPPLEMENTING: CaseState.RECEIVED,
    CaseState.OBJECTED: CaseState.NOTIFIED,
    CaseState.DESTROYED: CaseState.FILED,
}
_KEPT = frozenset({CaseState.FILED, CaseState.DESTROYED})
_GROUNDS: dict[RewardKind, type[TextChoices]] = {
    RewardKind.REWARD: RewardTrigger,
    RewardKind.AWARD: AwardGround,
    RewardKind.RELIEF: ReliefLoss,
}
_OTHER_ENDS = frozenset({CaseState.TRANSFERRED, CaseState.CONVERTED, CaseState.CLOSED})


@dataclass(frozen=True)
class PersonRow:
    """A reporter, proxy or cooperator without a name."""

    party: Party
    words: str
    url: str


def language() -> Language:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def state_mark(case: Case) -> Mark:
    state = CaseState(case.state)
    return Mark(str(state.label), TONES.get(state, ""))


def state_line(case: Case) -> list[tuple[str, str]]:
    """The course with the present state in it: what branches off stands in the place it has."""
    now = CaseState(case.state)
    end = _end_of(case) if now in _KEPT else now
    if end in _OTHER_ENDS:
        kept = now if now in _KEPT else CaseState.FILED
        line: tuple[CaseState, ...] = (CaseState.RECEIVED, end, kept)
    else:
        line = tuple(now if state == _INSTEAD.get(now) else state for state in MAIN_LINE)
    return [(state.value, str(state.label)) for state in line]


def _end_of(case: Case) -> CaseState:
    """How a case ended whose record is closed."""
    last = case.events.filter(state__in=DECIDED).last()
    return CaseState(last.state) if last else CaseState.NOTIFIED


def page_context(actor: OfficerAtWork, found: CaseDetail) -> dict[str, Any]:
    opened = found.opened
    case = opened.case
    return {
        "case": case,
        "detail": found,
        "state_mark": state_mark(case),
        "state_line": state_line(case),
        "clocks": pictures(found.clocks),
        "offers": list(offers(case)),
        "owed": _owed(found),
        "addressee": addressee(case) if len(found.parties) > 2 else None,
        "requirements": [(each.label, each.value not in case.missing) for each in Requirement],
        "people": _people(found),
        "may_open": holds_identity(actor, case),
        "consents": [(ConsentKind(kind).label, given) for kind, given in found.consents.items()],
        "openings": openings_of(opened),
        "excluded": list(case.exclusions.select_related("officer")),
        "papers": [_paper(opened, view) for view in binder(opened)],
        **_matters(opened),
        **_thread(opened),
    }


def _owed(found: CaseDetail) -> list[tuple[str, str]]:
    """What must be sent, with the address of its draft ("" where it was discarded)."""
    case = found.opened.case
    drafts = dict(case.papers.filter(status=PaperStatus.DRAFT).values_list("notice", "pk"))
    return [
        (
            str(kind.label),
            reverse("case_paper", args=[case.pk, drafts[kind]]) if kind in drafts else "",
        )
        for kind in found.owed
    ]


def _people(found: CaseDetail) -> list[PersonRow]:
    case = found.opened.case
    return [
        PersonRow(party, party_words(party), reverse("case_identity", args=[case.pk, party.pk]))
        for party in found.parties
        if party.kind != PartyKind.ACCUSED
    ]


def _paper(opened: OpenCase, view: PaperView) -> dict[str, Any]:
    args = [opened.case.pk, view.row.pk]
    return {"view": view, "url": reverse("case_paper", args=args)}


def _matters(opened: OpenCase) -> dict[str, Any]:
    case = opened.case
    return {
        "letters": [(row, *words_of_exchange(opened, row)) for row in case.exchanges.all()],
        "objections": [(row, *words_of_objection(opened, row)) for row in case.objections.all()],
        "measures": [(row, *words_of_measure(opened, row)) for row in case.protections.all()],
        "retaliations": [
            (row, *words_of_retaliation(opened, row))
            for row in case.retaliations.select_related("protection")
        ],
        "rewards": [
            (row, _ground_of(row), words_of_reward(opened, row)) for row in case.rewards.all()
        ],
    }


def _ground_of(row: Reward) -> str:
    """Which of the law's cases of this kind of money."""
    return str(_GROUNDS[RewardKind(row.kind)](row.ground).label)


def _thread(opened: OpenCase) -> dict[str, Any]:
    report = report_of(opened)
    if report is None:
        return {"by_site": False}
    thread, sent = thread_of(opened), list(files_sent_with(report))
    messages = [
        {"view": view, "own": view.side == Side.OFFICER, "files": _files(opened, view.attachments)}
        for view in thread
    ]
    hers = [*sent, *(each for view in thread for each in view.attachments if not each.from_officer)]
    return {
        "by_site": True,
        "thread": messages,
        "sent_files": _files(opened, sent),
        "sealable": [
            (each.name, reverse("case_seal_apart", args=[opened.case.pk, each.id])) for each in hers
        ],
    }


def _files(opened: OpenCase, views: Any) -> list[FileRow]:  # noqa: ANN401  any sequence of views
    case = opened.case
    return [
        file_row(each, url=reverse("case_sent_file", args=[case.pk, each.id])) for each in views
    ]
