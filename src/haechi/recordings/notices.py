"""Spoken notices: what an institution uploads, as the recorder plays it (제7조, RC-3).

A notice is kept as 8 kHz PCM under its hash and never changed: a call's proof names it by both.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import av
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from django.db import transaction
from django.db.models import Max

from haechi.audit.actions import Action
from haechi.common.clock import now
from haechi.recordings.errors import BadNotice, NotNow, NotResponsible
from haechi.recordings.models import Notice
from haechi.recordings.people import is_chief
from haechi.recordings.trail import leave_row
from haechi.recordings.types import NoticeKind
from haechi.staff.types import OfficerAtWork

RATE = 8000  # samples a second
WIDTH = 2  # bytes a sample
SHORTEST_MS, LONGEST_MS = 500, 60_000
LARGEST = 20 * 1024 * 1024  # bytes uploaded
_QUIETEST = 200  # of 32768: below it nobody hears a word
_KINDS = frozenset({"wav", "mp3"})

logging.getLogger("libav").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Sound:
    """8 kHz, 16-bit little endian, mono."""

    pcm: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return sha256(self.pcm).hexdigest()

    @property
    def milliseconds(self) -> int:
        return len(self.pcm) * 1000 // (RATE * WIDTH)


@transaction.atomic
def add_notice(*, actor: OfficerAtWork, kind: NoticeKind, text: str, upload: bytes) -> Notice:
    """A new version; `office.choose_notice` puts it to use.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: the words are missing.
        BadNotice: the sound cannot be used.
    """
    if not is_chief(actor.officer):
        raise NotResponsible
    if not text.strip():
        raise NotNow
    sound = convert(upload)
    institution = actor.officer.institution
    known = Notice.objects.filter(institution=institution, kind=kind)
    notice = Notice.objects.create(
        institution=institution,
        kind=kind,
        version=(known.aggregate(last=Max("version"))["last"] or 0) + 1,
        text=text.strip()[:500],
        sound=sound.pcm,
        sha256=sound.sha256,
        milliseconds=sound.milliseconds,
        made_by=actor.officer,
        made_at=now(),
    )
    leave_row(actor, Action.RECORDING_NOTICE, added=notice.pk, kind=kind.value)
    return notice


def convert(upload: bytes) -> Sound:
    """WAV or MP3 of any rate as the telephone hears it.

    Raises:
        BadNotice: too large, not readable, too short, too long, or silent.
    """
    if len(upload) > LARGEST:
        raise BadNotice("large")
    try:
        pcm = b"".join(_decode(upload))
    except (FFmpegError, ValueError, IndexError, OSError):
        raise BadNotice("unreadable") from None
    sound = Sound(pcm)
    if sound.milliseconds < SHORTEST_MS:
        raise BadNotice("short")
    if sound.milliseconds > LONGEST_MS:
        raise BadNotice("long")
    loudest = max(map(abs, memoryview(pcm).cast("h")), default=0)
    if loudest < _QUIETEST:
        raise BadNotice("silent")
    return sound


def _decode(upload: bytes) -> Iterator[bytes]:
    """The samples; stops soon after the longest that is taken, whatever a header claims."""
    with av.open(io.BytesIO(upload), mode="r") as source:
        if not set(source.format.name.split(",")) & _KINDS:
            raise ValueError
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        left = (LONGEST_MS + 1000) * RATE // 1000
        for frame in source.decode(source.streams.audio[0]):
            for out in resampler.resample(frame):
                left -= out.samples
                yield bytes(out.planes[0])[: out.samples * WIDTH]
            if left < 0:
                return
        for out in resampler.resample(None):
            yield bytes(out.planes[0])[: out.samples * WIDTH]
