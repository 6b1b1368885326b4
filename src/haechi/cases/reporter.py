"""What a reporter reads of her case and does with it; how she files it: `filing`. Days alone, never a time."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from haechi.cases.errors import NotNow
from haechi.cases.models import Case, CaseExclusion, Consent
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.cases.types import (
    ConsentKind,
    Track,
)
from haechi.common.clock import today
from haechi.conversations.models import Message
from haechi.conversations.services import post_from_reporter
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import DeskEpoch, Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.types import DraftToken, OpenReport, draft_id

DISCLOSURE = frozenset({ConsentKind.DISCLOSURE_INVESTIGATION, ConsentKind.DISCLOSURE_PROSECUTION})
GIVEN_ON_SITE = DISCLOSURE | {ConsentKind.TRANSFER, ConsentKind.RECOMMENDATION}
"""What a reporter can agree to, or take back, with key and password."""


@dataclass(frozen=True)
class CaseForReporter:
    """What the receipt (접수증) and the come-back page say of the case."""

    number: str
    received_on: date
    state: CaseState
    due_on: date | None
    track: Track
    consents: Mapping[ConsentKind, bool]


def takes_cases(institution: Institution) -> bool:
    """Whether the tracks with a name are offered: somebody reads contents, somebody identities."""
    try:
        for function in (DeskFunction.CASES, DeskFunction.PROTECTION):
            current_epoch(institution, function)
    except DeskEmpty:
        return False
    return True


def taking_cases(institutions: Iterable[Institution]) -> set[int]:
    """Of these institutions the keys of those for which `takes_cases` holds; two queries for all."""
    found = [
        set(
            DeskEpoch.objects.filter(
                desk__institution__in=list(institutions),
                desk__function=function,
                is_current=True,
                seats__officer__is_active=True,
            ).values_list("desk__institution_id", flat=True)
        )
        for function in (DeskFunction.CASES, DeskFunction.PROTECTION)
    ]
    return found[0] & found[1]


def centre_officers(institution: Institution) -> list[list[Officer]]:
    """Who would read contents, and who identities: whom a named reporter may exclude."""
    return [
        list(members(current_epoch(institution, function)))
        for function in (DeskFunction.CASES, DeskFunction.PROTECTION)
    ]


def case_of_form(token: DraftToken) -> CaseForReporter | None:
    """The case that the form of this token became: for its receipt, also of a form sent twice."""
    report = Report.threads.filter(submission_tag=bytes.fromhex(draft_id(token))).first()
    return _case_for_reporter(report) if report else None


def case_of(opened: OpenReport) -> CaseForReporter | None:
    """The report's case as its reporter may know it; None for an anonymous report."""
    return _case_for_reporter(opened.report)


def _case_for_reporter(report: Report) -> CaseForReporter | None:
    row = (
        Case.objects.filter(report_id=report.pk)
        .only("id", "year", "sequence", "received_on", "state", "due_on", "track")
        .first()
    )
    if row is None:
        return None
    return CaseForReporter(
        row.display_number,
        row.received_on,
        CaseState(row.state),
        row.due_on,
        Track(row.track),
        _own_consents(row),
    )


def _own_consents(case: Case) -> dict[ConsentKind, bool]:
    rows = Consent.objects.filter(case=case).order_by("number")
    return {ConsentKind(kind): given for kind, given in rows.values_list("kind", "given")}


@transaction.atomic
def give_consent(*, opened: OpenReport, kind: ConsentKind, given: bool) -> None:
    """Agree, or take an agreement back; the same word twice adds nothing.

    The officers' side reads it before every transfer: what was drafted and not sent cannot go then.

    Raises:
        NotNow: not something to agree to here, or there is no case.
    """
    if kind not in GIVEN_ON_SITE:
        raise NotNow(Problem.NOT_A_PARTY)
    case = Case.objects.only("id", "state").filter(report_id=opened.report.pk).first()
    if case is None:
        raise NotNow(Problem.NOT_A_PARTY)
    _one_at_a_time(opened.report)
    if _own_consents(case).get(kind) is given:
        return
    number = Consent.objects.filter(case=case).values_list("number", flat=True)
    Consent(
        case=case,
        number=max(number, default=0) + 1,
        kind=kind,
        given=given,
        on=today(),
        by_reporter=True,
    ).save(force_insert=True)
    Report.objects.filter(pk=opened.report.pk).update(has_news=True)


def _one_at_a_time(report: Report) -> None:
    locked = Report.threads.select_for_update(no_key=True).filter(pk=report.pk)
    list(locked.values_list("pk"))


def post_message(*, opened: OpenReport, text: str, token: DraftToken, uid: uuid.UUID) -> Message:
    """The reporter's message, as `post_from_reporter`; of a case its own officers are told.

    Raises:
        Withdrawn: the report was withdrawn.
    """
    return post_from_reporter(
        opened=opened, text=text, token=token, uid=uid, told=told_of(opened.report)
    )


def told_of(report: Report) -> list[int] | None:
    """The centre's members who are not excluded; None: as for every anonymous report."""
    case = Case.objects.only("id").filter(report_id=report.pk).first()
    if case is None:
        return None
    try:
        seated = members(current_epoch(report.institution, DeskFunction.CASES))
    except DeskEmpty:
        return None
    barred = set(CaseExclusion.objects.filter(case=case).values_list("officer_id", flat=True))
    return [officer.pk for officer in seated if officer.pk not in barred]
