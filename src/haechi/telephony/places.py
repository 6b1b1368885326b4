"""Associated data of finished files: what was sealed for one call opens as no other's."""

from haechi.crypto.aead import place
from haechi.telephony.types import CallId


def audio_place(call: CallId) -> bytes:
    """Of the finished sound (`crypto.stream`, FLAC or Opus); a container names its own chunks."""
    return place("recording", call, "audio")


def peaks_place(call: CallId) -> bytes:
    """Of the waveform that belongs to the sound, under the same key."""
    return place("recording", call, "peaks")
