"""Records past their period are destroyed: keys first, then files, then rows; the number stays (PI-21).

Of a case the register's row stays as a husk: number, days, channel, ground, "destroyed". Every text is
gone, and from every backup too, since its erasure key is (docs/adr/007).
"""

import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.blobstore.services import delete_blob
from haechi.cases.models import (
    Case,
    CaseKey,
    Consultation,
    ConsultationKey,
    PaperFile,
)
from haechi.cases.states import CaseState
from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.reports.destruction import destroy_reports
from haechi.reports.models import Report
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule

_BATCH = 50
_DAYS_A_YEAR = 365
_TABLES = (
    "openings", "consents", "parties", "retaliations", "protections", "rewards", "exchanges",
    "objections", "supplements", "clocks", "papers", "events", "seals", "exclusions",
)  # fmt: skip


def destroy_due_cases() -> int:
    """Destroy every record whose period is over and that is not held; return how many."""
    due = Case.objects.filter(
        state=CaseState.FILED, retention_until__lt=today(), held_since__isnull=True
    ).order_by("institution_id", "retention_years", "year", "sequence")
    total = 0
    while batch := list(due[:_BATCH]):
        for (institution_id, years), cases in groupby(
            batch, lambda case: (case.institution_id, case.retention_years)
        ):
            total += _destroy(institution_id, years, list(cases))
    return total


def _destroy(institution_id: int, years: int, cases: Sequence[Case]) -> int:
    keys = [case.pk for case in cases]
    with transaction.atomic():
        CaseKey.objects.filter(case__in=keys).delete()
    for blob in PaperFile.objects.filter(paper__case__in=keys).values_list("blob", flat=True):
        delete_blob(blob)
    destroy_reports(
        list(Report.objects.filter(case__in=keys)),
        told=partial(_record_reports, institution_id, years),
    )
    with transaction.atomic():
        for case in cases:
            _empty(case)
        numbers = [case.display_number for case in cases]
        record_destruction(
            kind=Kind.CASE,
            rule=Rule.RECORD_KEPT,
            days=years * _DAYS_A_YEAR,
            count=len(cases),
            institution_id=institution_id,
            numbers=numbers,
        )
        record(
            actor=WORKER,
            action=Action.CASE_DESTROYED,
            subject=f"institution:{institution_id}",
            institution_id=institution_id,
            detail={"count": len(cases), "years": years},
        )
    return len(cases)


def _record_reports(institution_id: int, years: int, reports: Sequence[Report]) -> None:
    """What came by the reporters' site has a number of its own, and goes with its record."""
    record_destruction(
        kind=Kind.REPORT,
        rule=Rule.RECORD_KEPT,
        days=years * _DAYS_A_YEAR,
        count=len(reports),
        institution_id=institution_id,
        numbers=sorted(report.display_number for report in reports),
    )


def _empty(case: Case) -> None:
    for name in _TABLES:
        getattr(case, name).all().delete()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.DESTROYED,
        state_on=today(),
        content=b"",
        commission_number=b"",
        report_key=b"",
        paper_tag=None,
        due_on=None,
        missing=[],
        owed=[],
    )


def destroy_due_consultations() -> int:
    """Consultations are kept as long as reports are."""
    return sum(_destroy_talks(institution) for institution in Institution.objects.order_by("pk"))


def _destroy_talks(institution: Institution) -> int:
    count = 0
    for batch in _old_talks(institution):
        ConsultationKey.objects.filter(consultation__in=batch).delete()
        Consultation.objects.filter(pk__in=batch).delete()
        count += len(batch)
    if count:
        with transaction.atomic():
            days = institution.retention_days
            record_destruction(
                kind=Kind.CONSULTATION,
                rule=Rule.RECORD_KEPT,
                days=days,
                count=count,
                institution_id=institution.pk,
            )
            record(
                actor=WORKER,
                action=Action.CASE_DESTROYED,
                subject=f"institution:{institution.pk}",
                institution_id=institution.pk,
                detail={"consultations": count, "days": days},
            )
    return count


def _old_talks(institution: Institution) -> Iterator[list[uuid.UUID]]:
    limit = today().toordinal() - institution.retention_days
    rows = Consultation.objects.filter(institution=institution, case__isnull=True)
    old = rows.filter(on__lt=today().fromordinal(limit)).values_list("pk", flat=True)
    while batch := list(old[:_BATCH]):
        yield list(batch)
