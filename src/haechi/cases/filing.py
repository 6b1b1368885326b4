"""A report with a name, or by a lawyer, filed on the site; the reporter site imports this, never `casework`.

It is a `Report` (key and password, thread, come-back page and throttle as ever), sealed to the centre's
desk instead of the intake desk, and its `Case`, in one transaction. Nothing here keeps a time; days alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from haechi.cases.files import ReadyScan, from_report
from haechi.cases.intake import CaseIntake, open_new_case
from haechi.cases.people import NewParty
from haechi.cases.reporter import told_of
from haechi.cases.types import (
    CaseContent,
    Channel,
    ConsentKind,
    Identity,
    PartyKind,
    ProxyKind,
    Track,
    Way,
)
from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.attachments import Owner
from haechi.reports.models import Attachment, Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import OpenReport, Receipt


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
        officer_ids=told_of(report) or (),
        notice=Notice.REPORT_RECEIVED,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": report.display_number},
    )
    return case.display_number


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
