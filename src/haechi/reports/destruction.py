"""Destroying reports: keys first, then files, then rows (ALL-3, adr/007).

After the first step the report is noise, here and in every backup; a process killed between the
steps leaves rubbish, never a readable report, and the next run sweeps it up.
"""

from collections.abc import Sequence

from django.db import transaction

from haechi.blobstore.services import delete_blob
from haechi.live.services import announce, report_topic
from haechi.reports.models import Attachment, ErasureKey, Report


def destroy_reports(reports: Sequence[Report]) -> int:
    """Destroy these reports with everything that hangs on them; return how many."""
    keys = [report.pk for report in reports]
    with transaction.atomic():
        ErasureKey.objects.filter(report__in=keys).delete()
    rows = Attachment.objects.filter(report__in=keys)
    for blob in rows.values_list("blob", flat=True).iterator(chunk_size=500):
        delete_blob(blob)
    with transaction.atomic():
        Report.objects.filter(merged_into__in=keys).update(merged_into=None)
        Report.objects.filter(pk__in=keys).delete()
        for key in keys:
            announce(report_topic(key))
    return len(keys)
