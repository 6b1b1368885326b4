"""The only way for an officer to a report; what is forbidden looks like what is missing."""

import uuid
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from haechi.common.statements import Statement, loaded
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of, open_with
from haechi.crypto.types import DataKey, KeyPair, PrivateKey
from haechi.custody.models import DeskSeat, Officer
from haechi.custody.types import DeskFunction
from haechi.inbox.errors import NoSuchReport
from haechi.reports.held import SLIM
from haechi.reports.models import Exclusion, Report, ReportSeal
from haechi.reports.sealing import data_key_of
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork, Role

Row = TypeVar("Row", bound=Model)


def able_officers(report: Report) -> QuerySet[Officer]:
    """Officers who can open the report once it is theirs: sealed to them, and not excluded."""
    sealed = Q(seats__epoch__report_seals__report=report) | Q(report_seals__report=report)
    return (
        Officer.objects.filter(sealed, institution_id=report.institution_id, is_active=True)
        .exclude(account__role=Role.ADMINISTRATOR)
        .exclude(exclusions__report=report)
        .distinct()
    )


def visible_reports(actor: OfficerAtWork) -> QuerySet[Report]:
    """The reports that this officer may list: of the institution, on duty or assigned, not excluded,
    and sealed to a key the officer holds. An administrator of settings sees none."""
    if actor.role == Role.ADMINISTRATOR:
        return Report.objects.none()
    officer = actor.officer
    reports = Report.objects.filter(institution_id=officer.institution_id)
    if actor.role != Role.HEAD:
        duties = officer.duties.values("category")
        reports = reports.filter(Q(category__in=duties) | Q(assignee=officer))
    return opened_by(officer, reports)


def _chats(officer_id: int, institution_id: int) -> QuerySet[Report]:
    """The chats of Talk that are no report yet: without a category they are everybody's who reads at the
    intake desk and was not excluded."""
    rows = Report.threads.filter(institution_id=institution_id, number__isnull=True)
    return opened_by(officer_id, rows)


def opened_by(officer: Officer | int, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` (reports, or what has a report's identifier for its own) that are sealed to the
    officer's key at the intake desk or to her own, and do not exclude her."""
    # What is sealed to the public-interest report centre is for `haechi.casework`.
    intake = DeskSeat.objects.filter(epoch__desk__function=DeskFunction.INTAKE)
    seats = intake.filter(officer=officer).values("epoch")
    sealed_to_me = ReportSeal.objects.filter(report=OuterRef("pk")).filter(
        Q(epoch__in=seats) | Q(officer=officer)
    )
    excluded = Exclusion.objects.filter(report=OuterRef("pk"), officer=officer)
    return rows.filter(Exists(sealed_to_me), ~Exists(excluded))


def report_for(actor: OfficerAtWork, report_id: str | uuid.UUID) -> OpenReport:
    """The opened report. Callers write the trail row (`services.open_report` does).

    Raises:
        NoSuchReport: missing, of another institution, not on duty, excluded or not sealed to them.
    """
    return _open(actor, visible_reports(actor), report_id)


_chat = Statement(
    lambda pk, officer, institution: (
        _chats(officer, institution)
        .filter(pk=pk, erasure_key__isnull=False)
        .values_list("erasure_key__key", *SLIM)
    ),
    uuid.UUID,
    int,
    int,
)


def chat_for(actor: OfficerAtWork, report_id: str | uuid.UUID) -> OpenReport:
    """As `report_for`, for a chat that is no report yet."""
    report, erasure = chat_row(actor, report_id)
    return OpenReport(report, data_key_of(secret_of(actor, report), erasure))


def chat_row(actor: OfficerAtWork, report_id: str | uuid.UUID) -> tuple[Report, bytes]:
    """As `chat_for`, nothing opened: the report without what is sealed, and its erasure key."""
    if actor.role == Role.ADMINISTRATOR:
        raise NoSuchReport
    try:
        found = _chat(uuid.UUID(str(report_id)), actor.officer.pk, actor.officer.institution_id)
    except ValueError:
        raise NoSuchReport from None
    if not found:
        raise NoSuchReport
    erasure, *row = found[0]
    report = loaded(Report, SLIM, row)
    report.institution = actor.officer.institution
    return report, erasure


def thread_for(actor: OfficerAtWork, report_id: str | uuid.UUID) -> OpenReport:
    """As `report_for`, for either: files and notes are the same on both."""
    try:
        return report_for(actor, report_id)
    except NoSuchReport:
        return chat_for(actor, report_id)


def _open(
    actor: OfficerAtWork, visible: QuerySet[Report], report_id: str | uuid.UUID
) -> OpenReport:
    try:
        identifier = uuid.UUID(str(report_id))
    except ValueError:
        raise NoSuchReport from None
    report = (
        visible.select_related("institution", "category", "assignee", "merged_into", "erasure_key")
        .filter(pk=identifier, erasure_key__isnull=False)
        .first()
    )
    if report is None:
        raise NoSuchReport
    return OpenReport(report, data_key(actor, report))


def data_key(actor: OfficerAtWork, report: Report) -> DataKey:
    """Open the report's data key with the officer's seat or personal seal.

    Raises:
        NoSuchReport: neither opens it.
    """
    return data_key_of(secret_of(actor, report), report.erasure_key.key)


def secret_of(actor: OfficerAtWork, report: Report) -> bytes:
    """What is sealed to the officer; with the erasure key it is the data key. Raises as `data_key`."""
    for epoch_id, sealed, seat in _seals(report.pk, actor.officer.pk):
        try:
            pair = _epoch_pair(actor, epoch_id, seat) if epoch_id else actor.unlocked.pair
            return open_with(pair, sealed)
        except CannotOpen:
            continue
    raise NoSuchReport


# Those to an epoch at which the officer has a seat, and to the officer herself.
_seals = Statement(
    lambda report, officer: (
        ReportSeal.objects.filter(
            Q(epoch__seats__officer=officer) | Q(officer=officer), report=report
        )
        .order_by("pk")
        .values_list("epoch", "sealed_key", "epoch__seats__sealed_private")
    ),
    uuid.UUID,
    int,
)


def _epoch_pair(actor: OfficerAtWork, epoch_id: int, seat: bytes) -> KeyPair:
    if epoch_id not in actor.epochs:
        actor.epochs[epoch_id] = key_pair_of(PrivateKey(open_with(actor.unlocked.pair, seat)))
    return actor.epochs[epoch_id]
