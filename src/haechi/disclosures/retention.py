"""What a request leaves is destroyed: its papers after the institution's days, the register's line after years.

As with reports the keys go first, then the files, then what is left in the rows (adr/007, ALL-3): a run that
was killed leaves noise, and the next one takes it up. Of the course stays who took it down, decided, and
handed out when; of the request its number, days, way and state, and of the applicant whether she was of the
institution and a party to the call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from haechi.applicants.office import periods_of
from haechi.applicants.states import ENDED
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.blobstore.services import delete_blob
from haechi.common.clock import today
from haechi.disclosures.models import (
    Decision,
    Proof,
    Request,
    RequestKey,
    RequestPeriods,
    RequestSeal,
    Supplement,
)
from haechi.institutions.models import Institution
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule

TAG_DAYS = 2  # as long as a form sent twice can come: yesterday's page
_BATCH = 100
_DAYS_A_YEAR = 365
_NO_PAPERS = {
    "content": b"", "certificate": b"", "archive": b"", "reply": b"",
    "locator": None, "submission_tag": None, "applicant_seal": None, "law": "",
}  # fmt: skip


@dataclass(frozen=True)
class _Step:
    kind: Kind
    days: int
    due: QuerySet[Request]
    keys_go: Callable[[list[int]], object]
    rows_go: Callable[[list[int]], object]


def destroy_due_requests() -> int:
    """Papers and register lines whose periods are over, of every institution; return how many of both."""
    return sum(
        _destroy(institution, step)
        for institution in Institution.objects.order_by("pk")
        for step in _steps(institution, periods_of(institution))
    )


def forget_tags() -> int:
    """The tag ties a request to the page that sent it."""
    old = Request.objects.filter(
        submission_tag__isnull=False, received_at__date__lt=today() - timedelta(days=TAG_DAYS)
    )
    return old.update(submission_tag=None)


def due_papers(institution: Institution, days: int) -> QuerySet[Request]:
    limit = today() - timedelta(days=days)
    ended = Request.objects.filter(institution=institution, state__in=ENDED)
    return ended.filter(ended_on__lt=limit, papers_gone_on__isnull=True)


def due_lines(institution: Institution, years: int) -> QuerySet[Request]:
    """Counted from the end of the year in which the request ended, as registers are."""
    last = date(today().year - years, 1, 1)
    kept = Exists(RequestKey.objects.filter(request=OuterRef("pk")))
    return Request.objects.filter(
        kept,
        institution=institution,
        state__in=ENDED,
        ended_on__lt=last,
        papers_gone_on__isnull=False,
    )


def _steps(institution: Institution, periods: RequestPeriods) -> tuple[_Step, ...]:
    days, years = periods.papers_days, periods.register_years
    return (
        _Step(
            Kind.REQUEST,
            days,
            due_papers(institution, days),
            lambda keys: RequestKey.objects.filter(request__in=keys).update(papers=b""),
            _empty_papers,
        ),
        _Step(
            Kind.REGISTER_LINE,
            years * _DAYS_A_YEAR,
            due_lines(institution, years),
            lambda keys: RequestKey.objects.filter(request__in=keys).update(entry=b""),
            _empty_line,
        ),
    )


def _destroy(institution: Institution, step: _Step) -> int:
    count = 0
    while batch := list(step.due.order_by("pk").only("pk", "series", "year", "sequence")[:_BATCH]):
        keys = [row.pk for row in batch]
        with transaction.atomic():
            step.keys_go(keys)
        for blob in Proof.objects.filter(request__in=keys).values_list("blob", flat=True):
            delete_blob(blob)
        with transaction.atomic():
            here = _still_due(step, keys)
            step.rows_go(here)
            _leave_record(institution, step, [row for row in batch if row.pk in here])
        count += len(here)
    return count


def _still_due(step: _Step, keys: list[int]) -> list[int]:
    """Locked: where two runs meet, each request goes and is told by one of them."""
    rows = step.due.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))


def _empty_papers(keys: list[int]) -> None:
    Proof.objects.filter(request__in=keys).delete()
    Supplement.objects.filter(request__in=keys).delete()
    Decision.objects.filter(request__in=keys).update(reason=b"")
    Request.objects.filter(pk__in=keys).update(papers_gone_on=today(), **_NO_PAPERS)


def _empty_line(keys: list[int]) -> None:
    RequestKey.objects.filter(request__in=keys).delete()
    RequestSeal.objects.filter(request__in=keys).delete()
    Request.objects.filter(pk__in=keys).update(entry=b"", applicant=None)


def _leave_record(institution: Institution, step: _Step, gone: Sequence[Request]) -> None:
    if not gone:
        return
    record_destruction(
        kind=step.kind,
        rule=Rule.RECORD_KEPT,
        days=step.days,
        count=len(gone),
        institution_id=institution.pk,
        numbers=sorted(row.display_number for row in gone),
    )
    record(
        actor=WORKER,
        action=Action.DISCLOSURE_DESTROYED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"kind": step.kind.value, "count": len(gone), "days": step.days},
    )
