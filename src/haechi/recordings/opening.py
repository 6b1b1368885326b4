"""Hearing a recording with a complete grant, in the grantee's own session (RC-5)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from haechi.blobstore.services import open_blob
from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.crypto.stream import open_stream
from haechi.crypto.types import Buffer, DataKey, KeyPair
from haechi.custody.types import UnlockedOfficer
from haechi.recordings.boxes import outer_pair
from haechi.recordings.errors import CannotHear, KeyGone
from haechi.recordings.models import Grant, NoticeProof, RecordingFile
from haechi.recordings.types import FileKind
from haechi.telephony.container.errors import NotAContainer
from haechi.telephony.custody import join_halves
from haechi.telephony.finalising.finalise import render_container
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.records import NoticePlayed
from haechi.telephony.types import CallId, Leg


@dataclass(frozen=True)
class OpenedRecording:
    """A recording whose key is open in this request; nothing of it is written anywhere."""

    file: RecordingFile
    key: DataKey = field(repr=False)

    @property
    def media_type(self) -> str:
        """Of what `audio` yields."""
        return "audio/ogg" if self.file.kind == FileKind.OPUS else "audio/flac"

    def sealed(self) -> BinaryIO:
        """The file as it lies in the store; a container is read with `key` by the finaliser."""
        return open_blob(self.file.blob)

    def audio(self) -> Iterator[bytes]:
        """FLAC or Opus, a chunk at a time; a container as FLAC, up to where it ends or was changed.

        Raises:
            CannotOpen: changed or cut short, or not a container.
        """
        if self.file.kind == FileKind.CONTAINER:
            yield from self._rendered()
            return
        with self.sealed() as source:
            yield from open_stream(source, self.key, audio_place(CallId(self.file.call.call)))

    def peaks(self) -> dict[str, Any] | None:
        """The waveform; None where there is none, of a container."""
        if not self.file.peaks:
            return None
        with open_blob(self.file.peaks) as source:
            plain = open_stream(source, self.key, peaks_place(CallId(self.file.call.call)))
            found: dict[str, Any] = json.loads(b"".join(plain))
        return found

    def _rendered(self) -> Iterator[bytes]:
        """What a killed recorder left, made into sound now; the notices are those of the call's proofs."""
        proofs = list(self.file.call.proofs.select_related("notice"))
        sounds = {each.notice.sha256: bytes(each.notice.sound) for each in proofs}
        played = tuple(_played(each) for each in proofs)
        try:
            with self.sealed() as source:
                yield from render_container(source, self.key, played, sounds.get)
        except NotAContainer:
            raise CannotOpen from None


def _played(proof: NoticeProof) -> NoticePlayed:
    leg = Leg.OFFICIAL if proof.to_official else Leg.CALLER
    return NoticePlayed(
        proof.notice_id, proof.notice.sha256, proof.begun_ms, proof.ended_ms, leg, proof.is_complete
    )


def open_recording(grant: Grant, unlocked: UnlockedOfficer) -> OpenedRecording:
    """Join both halves with the grantee's key; callers write the trail's row.

    Raises:
        CannotHear: ended, not complete, another officer's, or the recording's key is gone.
    """
    kept = (
        Grant.objects.select_related("file__day_key", "file__call")
        .filter(
            pk=grant.pk,
            grantee_id=unlocked.officer_id,
            ended_at__isnull=True,
            ends_on__gte=today(),
            file__destroyed_on__isnull=True,
        )
        .first()
    )
    if kept is None or not kept.is_complete:
        raise CannotHear
    try:
        outer = outer_pair(kept.file)
        halves = [
            _half(sealed, outer, unlocked.pair)
            for sealed in (kept.custodian_half, kept.approver_half)
        ]
    except (KeyGone, CannotOpen):
        raise CannotHear from None
    return OpenedRecording(kept.file, join_halves(*halves))


def _half(sealed: Buffer, outer: KeyPair, own: KeyPair) -> bytes:
    return open_with(own, open_with(outer, sealed))
