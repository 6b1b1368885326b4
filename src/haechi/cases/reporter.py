"""What a reporter does and reads of her case; the reporter site imports this, never `casework`.

A named report is a `Report` (key and password, thread, come-back page and throttle as ever), sealed to
the centre's desk instead of the intake desk, and its `Case`, in one transaction. Nothing here keeps a
time; days alone.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from haechi.cases.errors import NotNow
from haechi.cases.files import ReadyScan, from_report
from haechi.cases.intake import CaseIntake, open_new_case
from haechi.cases.models import Case, CaseExclusion, Consent
from haechi.cases.people import NewParty
from haechi.cases.states import CaseState
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
from haechi.conversations.models import Message
from haechi.conversations.services import post_from_reporter
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import DeskEpoch, Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.attachments import Owner
from haechi.reports.models import Attachment, Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import DraftToken, OpenReport, Receipt, draft_id

DISCLOSURE = frozenset({ConsentKind.DISCLOSURE_INVESTIGATION, ConsentKind.DISCLOSURE_PROSECUTION})
GIVEN_ON_SITE = DISCLOSURE | {ConsentKind.TRANSFER, ConsentKind.RECOMMENDATION}
"""What a reporter can agree to, or take back, with key and password."""


@dataclass(frozen=True)
class Proxy:
    """Who acts for the reporter (제13조②)."""

    kind: ProxyKind
    identity: Identity = field(repr=False)


@dataclass(frozen=True)
class Particulars:
    """What makes a report a public-interest report: who reports whom, and what form 1 says.

    `reporter` None with a `lawyer`: the client's identity and power of attorney lie in a sealed
    envelope on paper. `joint`: those who report with her (제13조①); `representative` counts her as 0
    and them from 1. `consents` are the representative's, who holds the report key. `way`: how notices
    should come. `proofs`: which of the report's files prove a proxy's authority; they leave the report and
    go under the identity key.
    """

    content: CaseContent = field(repr=False)
    reporter: Identity | None = field(repr=False)
    accused: Identity | None = field(default=None, repr=False)
    lawyer: Identity | None = field(default=None, repr=False)
    consents: Mapping[ConsentKind, bool] = field(default_factory=dict)
    insider: bool | None = None
    joint: Sequence[Identity] = field(default=(), repr=False)
    representative: int = 0
    proxies: Sequence[Proxy] = field(default=(), repr=False)
    way: Way = Way.SITE
    proofs: Sequence[str] = ()


@dataclass(frozen=True)
class CaseForReporter:
    """What the receipt (접수증) and the come-back page say of the case."""

    number: str
    received_on: date
    state: CaseState
    due_on: date | None
    track: Track
    consents: Mapping[ConsentKind, bool]


def file_named_report(*, submission: Submission, particulars: Particulars) -> Receipt:
    """Store report and case together and return the receipt; the same form again gives the same one.

    `submission`: as for an anonymous report; its `content` is what the reporter reads again, and the
    officers it excludes get no key to the case either.

    Raises:
        what `submit_report` and `open_new_case` raise; nothing is stored then.
    """

    def follow(opened: OpenReport) -> None:
        taken = _taken(particulars, opened, submission.excluded)
        open_new_case(taken, officer=None)

    return submit_report(replace(submission, desk=DeskFunction.CASES, follow=follow))


@transaction.atomic
def become_named(*, opened: OpenReport, particulars: Particulars) -> str:
    """An anonymous report becomes a public-interest report because its reporter gives her name.

    Returns the case's number.

    Raises:
        AlreadyCase: it is one.
        what `open_new_case` raises; nothing is stored then.
    """
    report = opened.report
    excluded = [row.officer for row in report.exclusions.select_related("officer")]
    case = open_new_case(_taken(particulars, opened, excluded), officer=None).case
    Report.objects.filter(pk=report.pk).update(has_news=True)
    enqueue(
        institution_id=report.institution_id,
        officer_ids=_told_of(report) or (),
        notice=Notice.REPORT_RECEIVED,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": report.display_number},
    )
    return case.display_number


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
    report = Report.objects.filter(submission_tag=bytes.fromhex(draft_id(token))).first()
    return _case_for_reporter(report) if report else None


def _taken(given: Particulars, opened: OpenReport, excluded: Sequence[Officer]) -> CaseIntake:
    lawyer = given.lawyer is not None
    proxies = list(given.proxies)
    if given.lawyer is not None:
        proxies.append(Proxy(ProxyKind.LAWYER, given.lawyer))
    parties = _reporters(given, by_consent_only=lawyer)
    parties += [
        NewParty(PartyKind.PROXY, each.identity, proxy_kind=each.kind, proof_shown=True)
        for each in proxies
    ]
    if given.accused is not None:
        parties.append(NewParty(PartyKind.ACCUSED, given.accused))
    return CaseIntake(
        institution=opened.report.institution,
        channel=Channel.INTERNET,
        content=given.content,
        track=Track.LAWYER if lawyer else Track.NAMED,
        parties=parties,
        consents=given.consents,
        way=given.way,
        insider=given.insider,
        excluded=excluded,
        report=opened,
        proofs=_proofs(given, opened),
    )


def _proofs(given: Particulars, opened: OpenReport) -> list[ReadyScan]:
    if not given.proofs:
        return []
    rows = Attachment.objects.filter(report=opened.report, pk__in=given.proofs)
    return from_report(list(rows), Owner(key=opened.data_key, report=opened.report))


def _reporters(given: Particulars, *, by_consent_only: bool) -> list[NewParty]:
    """The representative first: the consents of the form are hers (`intake` ties them to the first)."""
    everybody = [given.reporter, *given.joint]
    chosen = given.representative if given.representative in range(len(everybody)) else 0
    rows = [
        NewParty(
            PartyKind.REPORTER,
            identity,
            is_representative=place == chosen,
            by_consent_only=by_consent_only,
        )
        for place, identity in enumerate(everybody)
    ]
    return sorted(rows, key=lambda row: not row.is_representative)


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
    locked = Report.objects.select_for_update(no_key=True).filter(pk=report.pk)
    list(locked.values_list("pk"))


def post_message(*, opened: OpenReport, text: str, token: DraftToken, uid: uuid.UUID) -> Message:
    """The reporter's message, as `post_from_reporter`; of a case its own officers are told.

    Raises:
        Withdrawn: the report was withdrawn.
    """
    return post_from_reporter(
        opened=opened, text=text, token=token, uid=uid, told=_told_of(opened.report)
    )


def _told_of(report: Report) -> list[int] | None:
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
