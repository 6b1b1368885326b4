"""Destroying reports: keys first, then files, then rows (ALL-3, adr/007).

After the first step the report is noise, here and in every backup; a process killed between the
steps leaves rubbish, never a readable report, and the next run sweeps it up.
"""

import uuid
from collections.abc import Callable, Sequence

from django.db import transaction

from haechi.blobstore.services import delete_blob
from haechi.live.services import announce, report_topic
from haechi.reports.models import Attachment, ErasureKey, Report

Told = Callable[[Sequence[Report]], None]


def destroy_reports(reports: Sequence[Report], *, told: Told | None = None) -> int:
    """Destroy these reports with everything that hangs on them; return how many.

    `told` leaves the record, in the transaction in which the rows go: a process killed here leaves both
    undone for the next run. Where two runs meet, each report goes and is told by one of them.
    """
    keys = [report.pk for report in reports]
    with transaction.atomic():
        ErasureKey.objects.filter(report__in=keys).delete()
    rows = Attachment.objects.filter(report__in=keys)
    for blob in rows.values_list("blob", flat=True).iterator(chunk_size=500):
        delete_blob(blob)
    with transaction.atomic():
        here = _still_here(keys)
        Report.threads.filter(merged_into__in=here).update(merged_into=None)
        Report.threads.filter(pk__in=here).delete()
        for key in here:
            announce(report_topic(key))
        if told and here:
            told([report for report in reports if report.pk in here])
    return len(here)


def _still_here(keys: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Locked, in an order that is everybody's."""
    rows = Report.threads.filter(pk__in=keys).order_by("pk").select_for_update()
    return set(rows.values_list("pk", flat=True))
