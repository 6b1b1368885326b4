"""Destroying an institution that left: keys first, then files and rows, in batches; every step again does no
harm, so a run that was killed is simply started again (ALL-3, adr/007).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.blobstore.services import delete_blob
from haechi.cases.models import Case
from haechi.common.clock import today
from haechi.continuity.marks import grow
from haechi.continuity.models import Arrival, Departure, ExportReceipt
from haechi.crypto.secrets_store import drop_pepper
from haechi.inbox.models import LegalHold
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.moving.errors import CannotMove
from haechi.moving.rows import fingerprint
from haechi.moving.tables import TABLES, Table, blobs_of, table_of
from haechi.recordings import keystore
from haechi.recordings.models import Hold, ImportBatch, ImportFile, RecordingFile
from haechi.reports.destruction import destroy_reports
from haechi.reports.models import Attachment, Report
from haechi.retention.services import record_destruction
from haechi.retention.types import Kind, Rule
from haechi.staff.models import Account

BATCH = 100
_KEYS = (
    "reports.ErasureKey",
    "cases.CaseKey",
    "cases.ConsultationKey",
    "practice.PracticeKey",
    "staff.OfficerSecret",
    "custody.DeskSeat",
)
Told = Callable[[int, int], None]  # rows gone, rows in all


@dataclass(frozen=True)
class Order:
    """What the operator was told to do. Without an export (`sha256` empty) the reason must be given."""

    sha256: str = ""
    reason: str = ""
    new_address: str = ""


def begin(*, actor: Actor, institution: Institution, order: Order) -> Departure:
    """Stop the institution, see that nothing stands against it, and write down that it begins.

    Raises:
        CannotMove: a legal hold, an affiliate, no export of exactly this state.
    """
    started = Departure.objects.filter(institution_id=institution.pk).first()
    if started:
        return started
    _check_free(institution)
    _stop(institution)
    try:
        _check_export(institution, order)
    except CannotMove:
        _stop(institution, again=True)
        raise
    return _write_down(actor, institution, order)


def _check_free(institution: Institution) -> None:
    if Hold.objects.filter(file__call__institution=institution).exists():
        raise CannotMove(
            "보존 명령이 걸린 녹취가 있습니다. 먼저 해제하십시오. / a recording under a legal hold"
        )
    if held := Case.objects.filter(institution=institution, held_since__isnull=False).count():
        raise CannotMove(
            f"보존 명령이 걸린 공익신고 기록이 {held}건 있습니다. 먼저 해제하십시오."
            f" / {held} records of cases under a legal hold"
        )
    if held := LegalHold.objects.filter(report__institution=institution).count():
        raise CannotMove(
            f"보존 명령이 걸린 신고가 {held}건 있습니다. 먼저 해제하십시오. / {held} reports under a legal hold"
        )
    if names := list(institution.affiliates.values_list("slug", flat=True)):
        raise CannotMove(
            f"산하 기관이 있습니다: {', '.join(names)}. 먼저 옮기거나 상위 기관을 바꾸십시오."
            " / it has affiliates: move them first"
        )


def _stop(institution: Institution, *, again: bool = False) -> None:
    """Nobody files, writes or signs in from here on; `again` puts the status back."""
    status = institution.status if again else InstitutionStatus.SUSPENDED
    Institution.objects.filter(pk=institution.pk).update(status=status)


def _check_export(institution: Institution, order: Order) -> None:
    if not order.sha256:
        if not order.reason.strip():
            raise CannotMove(
                "내보내지 않고 파기하려면 사유가 있어야 합니다 / a reason is needed: --reason"
            )
        return
    found = ExportReceipt.objects.filter(institution_id=institution.pk, sha256=order.sha256.lower())
    receipt = found.last()
    if receipt is None:
        raise CannotMove(
            "그 해시의 내보내기가 없습니다. 받은 기관이 알려 준 값을 그대로 넣으십시오."
            " / no export of that hash: give the one that the receiver read out"
        )
    if receipt.fingerprint != fingerprint(institution.pk):
        raise CannotMove(
            "내보낸 뒤에 자료가 달라졌습니다. 신고 받기를 멈추고 다시 내보내십시오."
            " / something changed since the export: suspend it and export again"
        )


@transaction.atomic
def _write_down(actor: Actor, institution: Institution, order: Order) -> Departure:
    counts = {
        table.label: table.rows(institution.pk).count() for table in TABLES if table.is_destroyed
    }
    counts["blobs"] = sum(1 for _ in _blobs(institution.pk))
    departure = Departure.objects.create(
        institution_id=institution.pk,
        parent_id=institution.parent_id,
        slug=institution.slug,
        name_ko=institution.name_ko,
        name_en=institution.name_en,
        new_address=order.new_address,
        begun_on=today(),
        sha256=order.sha256.lower(),
        reason=order.reason[:200],
        counts=counts,
    )
    Account.objects.filter(officer__institution=institution).update(is_active=False)
    record(
        actor=actor,
        action=Action.INSTITUTION_LEAVING,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"sha256": departure.sha256, "reports": counts["reports.Report"]},
    )
    return departure


def finish(*, actor: Actor, departure: Departure, told: Told) -> Departure:
    """Destroy what is left, from wherever a run before ended."""
    if departure.destroyed_on:
        return departure
    number = departure.institution_id
    _destroy_keys(number)
    drop_pepper(settings.SECRETS_DIR, number)
    keystore.destroy_all(number)
    total = sum(departure.counts.values())
    gone = 0
    while batch := list(Report.threads.filter(institution_id=number).only("id")[:BATCH]):
        gone += destroy_reports(batch)
        told(gone, total)
    for blob in _blobs(number):
        delete_blob(blob)
    for table in reversed(TABLES):
        if table.is_destroyed:
            gone += _empty(table, number)
            told(gone, total)
    return _end(actor, departure)


def _destroy_keys(number: int) -> None:
    """From here on nothing of it opens, wherever the run ends: keys of reports, of officers, of desks."""
    for label in _KEYS:
        if table := table_of(label):
            _empty(table, number)


def _empty(table: Table, number: int) -> int:
    gone = 0
    while keys := list(table.rows(number).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            table.model._base_manager.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def _blobs(number: int) -> Iterator[str]:
    """Of reports and cases, of drafts that were never sent, and of recorded or uploaded calls."""
    yield from blobs_of(number)
    drafted = Attachment.objects.filter(draft__institution_id=number)
    yield from drafted.values_list("blob", flat=True).iterator(chunk_size=500)
    recorded = RecordingFile.objects.filter(call__institution_id=number, destroyed_on__isnull=True)
    for names in recorded.values_list("blob", "peaks").iterator(chunk_size=500):
        yield from filter(None, names)
    for uploaded in (
        ImportBatch.objects.filter(institution=number),
        ImportFile.objects.filter(batch__institution=number),
    ):
        yield from uploaded.exclude(blob="").values_list("blob", flat=True)


@transaction.atomic
def _end(actor: Actor, departure: Departure) -> Departure:
    departure.destroyed_on = today()
    departure.save(update_fields=["destroyed_on"])
    Arrival.objects.filter(institution_id=departure.institution_id).delete()
    record_destruction(
        kind=Kind.INSTITUTION,
        rule=Rule.LEFT,
        days=0,
        count=max(1, departure.counts["reports.Report"]),
        institution_id=departure.institution_id,
    )
    record(
        actor=actor,
        action=Action.INSTITUTION_LEFT,
        subject=f"institution:{departure.institution_id}",
        institution_id=departure.institution_id,
        detail={"sha256": departure.sha256, "reports": departure.counts["reports.Report"]},
    )
    transaction.on_commit(grow)
    return departure
