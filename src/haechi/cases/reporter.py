"""What a reporter does and reads of her case; the reporter site imports this, never `casework`.

A named report is a `Report` (key and password, thread, come-back page and throttle as ever), sealed to
the centre's desk instead of the intake desk, and its `Case`, in one transaction. Nothing here keeps a
time; days alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.history import add_line
from haechi.cases.intake import CaseIntake, open_new_case
from haechi.cases.machine import advance
from haechi.cases.models import Case, Consent
from haechi.cases.people import NewParty
from haechi.cases.states import CaseState, Event
from haechi.cases.types import (
    CaseContent,
    Channel,
    ConsentKind,
    Identity,
    PartyKind,
    Problem,
    ProxyKind,
    Track,
    Way,
)
from haechi.common.clock import today
from haechi.custody.types import DeskFunction
from haechi.reports.models import Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import OpenReport, Receipt

DISCLOSURE = frozenset(
    {ConsentKind.DISCLOSURE_INVESTIGATION, ConsentKind.DISCLOSURE_PROSECUTION}
)
GIVEN_ON_SITE = DISCLOSURE | {ConsentKind.TRANSFER, ConsentKind.RECOMMENDATION}
"""What a reporter can agree to, or take back, with key and password."""


@dataclass(frozen=True)
class NamedFiling:
    """A named report, or a lawyer's for a client who is not named.

    `submission`: as for an anonymous report; its `content` is what the reporter reads again, its
    `excluded` officers get no key to the case either. `reporter` None: a lawyer's client, whose identity
    and power of attorney lie in a sealed envelope on paper.
    """

    submission: Submission
    content: CaseContent = field(repr=False)
    reporter: Identity | None = field(repr=False)
    accused: Identity | None = field(default=None, repr=False)
    lawyer: Identity | None = field(default=None, repr=False)
    consents: Mapping[ConsentKind, bool] = field(default_factory=dict)
    insider: bool | None = None


@dataclass(frozen=True)
class CaseForReporter:
    """What the receipt (접수증) and the come-back page say of the case."""

    number: str
    received_on: date
    state: CaseState
    due_on: date | None
    track: Track
    consents: Mapping[ConsentKind, bool]


def file_named_report(filing: NamedFiling) -> Receipt:
    """Store report and case together and return the receipt; the same form again gives the same one.

    Raises:
        what `submit_report` and `open_new_case` raise; nothing is stored then.
    """

    def follow(opened: OpenReport) -> None:
        open_new_case(_taken(filing, opened), officer=None)

    submission = replace(filing.submission, desk=DeskFunction.CASES, follow=follow)
    return submit_report(submission)


@transaction.atomic
def become_named(
    *,
    opened: OpenReport,
    identity: Identity,
    content: CaseContent,
    accused: Identity | None = None,
    consents: Mapping[ConsentKind, bool] | None = None,
    insider: bool | None = None,
) -> Case:
    """An anonymous report becomes a public-interest report because its reporter gives her name.

    Raises:
        AlreadyCase: it is one.
        what `open_new_case` raises; nothing is stored then.
    """
    report = opened.report
    excluded = [row.officer for row in report.exclusions.select_related("officer")]
    filing = NamedFiling(
        Submission(report.institution, report.category, None, None, excluded=excluded),  # type: ignore[arg-type]
        content,
        identity,
        accused=accused,
        consents=consents or {},
        insider=insider,
    )
    case = open_new_case(_taken(filing, opened), officer=None).case
    Report.objects.filter(pk=report.pk).update(has_news=True)
    return case


def _taken(filing: NamedFiling, opened: OpenReport) -> CaseIntake:
    parties = [
        NewParty(
            PartyKind.REPORTER,
            filing.reporter,
            is_representative=True,
            by_consent_only=filing.lawyer is not None,
        )
    ]
    if filing.lawyer is not None:
        parties.append(
            NewParty(
                PartyKind.PROXY, filing.lawyer, proxy_kind=ProxyKind.LAWYER, proof_shown=True
            )
        )
    if filing.accused is not None:
        parties.append(NewParty(PartyKind.ACCUSED, filing.accused))
    return CaseIntake(
        institution=opened.report.institution,
        channel=Channel.INTERNET,
        content=filing.content,
        track=Track.LAWYER if filing.lawyer else Track.NAMED,
        parties=parties,
        consents=filing.consents,
        way=Way.SITE,
        insider=filing.insider,
        excluded=filing.submission.excluded,
        report=opened,
    )


def case_of(opened: OpenReport) -> CaseForReporter | None:
    """The report's case as its reporter may know it; None for an anonymous report."""
    row = (
        Case.objects.filter(report_id=opened.report.pk)
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
    locked = Report.objects.select_for_update(no_key=True).filter(pk=report.pk)
    list(locked.values_list("pk"))
