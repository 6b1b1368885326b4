"""Handing over (제9조③): form 2 is signed first, then it is heard in the room or handed out as a file."""

from collections.abc import Iterator

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import SEOUL, now, today
from haechi.disclosures.access import locked, request_for
from haechi.disclosures.archive import Entry, archive, new_password
from haechi.disclosures.deciding import check_turn, turn_of
from haechi.disclosures.errors import NoRecording, NotHers, NotNow, NotSigned, ReasonNeeded
from haechi.disclosures.granting import open_grants
from haechi.disclosures.grants import end_grants_of
from haechi.disclosures.models import Delivery, Request
from haechi.disclosures.replies import due_of
from haechi.disclosures.sealing import seal_text_of, seal_words, text_of
from haechi.disclosures.signature import read_strokes
from haechi.disclosures.states import Act, State
from haechi.disclosures.types import Certificate, DeliveryKind, Series, Way
from haechi.recordings.models import Grant
from haechi.recordings.opening import OpenedRecording, open_recording
from haechi.recordings.trail import leave_row
from haechi.recordings.types import FileKind
from haechi.staff.types import OfficerAtWork

_SUFFIX = {
    FileKind.FLAC: "flac",
    FileKind.OPUS: "opus",
    FileKind.CONTAINER: "flac",
}  # as it is heard
_NOTE = (
    "이 압축 파일에는 {number}로 받으신 녹취정보가 들어 있습니다.\r\n"
    "신청한 목적에만 쓰고, 다른 사람에게 주거나 들려주지 마십시오.\r\n"
    "목적을 이루면 곧바로 파기하고, 받은 날부터 30일 안에 회신서(별지 제3호서식)를 보내 주십시오.\r\n"
)


@transaction.atomic
def sign_hand_over(*, actor: OfficerAtWork, request: Request, certificate: Certificate) -> Request:
    """Form 2, signed by who receives it; from today the thirty days of the reply run (제9조④).

    Raises:
        NotHers: another officer carries it out. NotNow: not approved.
        NotOpened: a desk's half is missing. ReasonNeeded: no name. NotSigned: no drawing, and not the name.
    """
    row, key = locked(actor, request)
    turn = turn_of(row, Act.HAND_OVER)
    check_turn(actor, row, turn)
    if row.series != Series.DISCLOSURE:
        raise NotNow
    open_grants(row)
    _check_signed(certificate)
    row.certificate = seal_words(key, row, "certificate", certificate)
    row.state, row.handed_over_on = turn.to, today()
    if row.way == Way.PROVISION:
        row.reply_due_on = due_of(row.institution, today())
    row.save()
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="signed")
    return row


@transaction.atomic
def hear(*, actor: OfficerAtWork, request: Request, item: int) -> OpenedRecording:
    """Open a recording for a viewing in the room; each opening is a line and a row.

    Raises:
        NotHers, NotNow: not the one who carries it out, not signed, or to be handed out instead.
        NoRecording: none of this request. CannotHear: the grant is over.
    """
    row, _key = locked(actor, request)
    grant = _to_be_heard(actor, row, item)
    opened = open_recording(grant, actor.unlocked)
    _deliver(actor, row, [grant], DeliveryKind.HEARD)
    leave_row(
        actor,
        Action.RECORDING_HEARD,
        subject=f"call:{grant.file.call_id}",
        request=row.display_number,
    )
    return opened


def hear_on(*, actor: OfficerAtWork, request: Request, item: int) -> OpenedRecording:
    """What `hear` opened in this session, for the player's further requests: no line and no row more.

    Raises as `hear`: who may hear it, and until when, is asked each time.
    """
    row = request_for(actor, request.pk)
    return open_recording(_to_be_heard(actor, row, item), actor.unlocked)


@transaction.atomic
def new_archive(*, actor: OfficerAtWork, request: Request) -> str:
    """The password of the next archive, shown once to be told separately; until it is fetched it lies
    sealed under the request's key. Raises as `fetch_archive`."""
    row, key = locked(actor, request)
    _check_may_fetch(actor, row)
    password = new_password()
    row.archive = seal_text_of(key, row, "archive", password)
    row.save()
    return password


@transaction.atomic
def fetch_archive(*, actor: OfficerAtWork, request: Request) -> tuple[str, Iterator[bytes]]:
    """Name and bytes of the archive; its password is forgotten with this, and the row is in the trail.

    Raises:
        NotHers: not the one who carries it out, or who keeps it.
        NotNow: not signed, for viewing only, or no password drawn.
        NotOpened, CannotHear: halves are missing, or the grant is over.
    """
    row, key = locked(actor, request)
    grants = _check_may_fetch(actor, row)
    password = text_of(key, row, "archive", row.archive)
    if not password:
        raise NotNow
    entries = [_entry(each, number, actor) for number, each in enumerate(grants, 1)]
    is_kept = row.series == Series.KEEP
    if not is_kept:
        note = _NOTE.format(number=row.display_number).encode("utf-8-sig")
        entries.append(("안내.txt", [note]))
    row.archive = b""
    if is_kept:
        row.state, row.handed_over_on = State.HANDED_OVER, row.handed_over_on or today()
    row.save()
    kind = DeliveryKind.KEPT if is_kept else DeliveryKind.PROVIDED
    _deliver(actor, row, grants, kind)
    leave_row(
        actor, Action.RECORDING_PROVIDED, subject=row.reference, kind=kind.value, files=len(grants)
    )
    name = f"{row.series}-{row.year}-{row.sequence}.zip"
    return name, archive(entries, password)


@transaction.atomic
def close(*, actor: OfficerAtWork, request: Request) -> Request:
    """A viewing, or what an official kept, is done: the grants end. A provision ends with its reply.

    Raises NotHers, NotNow.
    """
    row, _key = locked(actor, request)
    turn = turn_of(row, Act.CLOSE)
    check_turn(actor, row, turn)
    if row.series == Series.DISCLOSURE and row.way == Way.PROVISION:
        raise NotNow
    row.state, row.ended_on = turn.to, today()
    row.save()
    end_grants_of(row)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="closed")
    return row


def _check_signed(certificate: Certificate) -> None:
    name = certificate.name.strip()
    if not name:
        raise ReasonNeeded
    if not certificate.on_screen:
        return
    if certificate.strokes:
        read_strokes(certificate.strokes)
    elif certificate.typed.split() != name.split():
        raise NotSigned


def _to_be_heard(actor: OfficerAtWork, row: Request, item: int) -> Grant:
    _check_carrier(actor, row)
    if row.way != Way.VIEWING or row.state != State.HANDED_OVER:
        raise NotNow
    grants = {each.pk: each for each in open_grants(row)}
    chosen = row.items.filter(pk=item).first()
    if chosen is None or chosen.grant_id not in grants:
        raise NoRecording
    return grants[chosen.grant_id]


def _check_carrier(actor: OfficerAtWork, row: Request) -> None:
    if row.carrier_id != actor.officer.pk:
        raise NotHers


def _check_may_fetch(actor: OfficerAtWork, row: Request) -> list[Grant]:
    _check_carrier(actor, row)
    signed = row.state == State.HANDED_OVER and row.way == Way.PROVISION
    keeps = row.series == Series.KEEP and row.state in {State.APPROVED, State.HANDED_OVER}
    if not signed and not keeps:
        raise NotNow
    return open_grants(row)


def _entry(grant: Grant, number: int, actor: OfficerAtWork) -> Entry:
    begun = grant.file.call.begun_at.astimezone(SEOUL)
    suffix = _SUFFIX[FileKind(grant.file.kind)]
    opened = open_recording(grant, actor.unlocked)
    return f"녹취_{begun:%Y-%m-%d_%H%M}_{number}.{suffix}", opened.audio()


def _deliver(actor: OfficerAtWork, row: Request, grants: list[Grant], kind: DeliveryKind) -> None:
    Delivery.objects.bulk_create(
        Delivery(request=row, file=each.file, kind=kind, officer=actor.officer, at=now())
        for each in grants
    )
