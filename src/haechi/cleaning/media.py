"""MP4, MOV and M4A: sound and picture packets are copied unchanged into a new, bare container.

Everything else stays behind: tags, location, chapters, cover pictures, subtitle and data tracks
(``mebx``, ``gpmd``, ``tmcd``), times of creation, names of handlers, messages inside the video
(SEI). The new ``mvhd``, ``tkhd`` and ``mdhd`` have zero times. Packets flow through one at a time.
Sources: ISO/IEC 14496-12, QuickTime File Format.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

# All of PyAV now: it would import its parts at the first stream, and a child can import no more.
import av
import av.audio.codeccontext
import av.audio.stream
import av.container
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.codeccontext
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from haechi.cleaning.boxes import check_whole
from haechi.cleaning.types import CleaningError, Code, Kind, Notes, Reason, Warn
from haechi.cleaning.units import MessageCutter, setup_without_messages

_BUFFER = 512 * 1024
# HEVC whose parameter sets stand before all samples; Apple's players take it under no other name.
_PARAMETERS_FIRST = frozenset({"hvc1", "dvh1"})
# Opening would decode the first picture; the index says all that copying needs.
_UNDECODED = {"skip_frame": "all"}
_MUXERS = {Kind.MP4: "mp4", Kind.MOV: "mov", Kind.M4A: "ipod"}
# What browsers record: not fragmented into boxes, and of no known length while it is made.
_RECORDED = {Kind.WEBM: "matroska", Kind.OGG: "ogg"}
_IN_MP4 = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "mjpeg", "aac", "alac", "mp3", "ac3",
                     "eac3", "opus", "flac"})  # fmt: skip
_MEANING = {
    "location": Code.GPS,
    "gps": Code.GPS,
    "creation": Code.DATES,
    "date": Code.DATES,
    "make": Code.DEVICE,
    "model": Code.DEVICE,
    "android": Code.DEVICE,
    "artist": Code.AUTHOR,
    "author": Code.AUTHOR,
    "composer": Code.AUTHOR,
    "copyright": Code.AUTHOR,
    "title": Code.TITLE,
    "comment": Code.COMMENTS,
    "description": Code.COMMENTS,
    "software": Code.SOFTWARE,
    "encoder": Code.SOFTWARE,
}
# What the format itself says, not a person or a device.
_NEUTRAL = frozenset({"major_brand", "minor_version", "compatible_brands", "language", "vendor_id"})
_PLAIN_HANDLERS = frozenset(
    {"VideoHandler", "SoundHandler", "VideoHandle", "SoundHandle", "DataHandler", ""}
)


def clean_media(source: BinaryIO, size: int, target: BinaryIO, kind: Kind, notes: Notes) -> Kind:
    """Returns the kind written; raises CleaningError and the library's errors."""
    found = check_whole(source, size) if kind not in _RECORDED else {b"moof"}
    source.seek(0)
    with av.open(
        source,
        "r",
        format=_RECORDED.get(kind, "mov"),
        options=_UNDECODED,
        buffer_size=_BUFFER,
        metadata_errors="replace",
    ) as container:
        wanted = _wanted(container, notes)
        _note_tags(container, notes)
        kind, muxer = _container_for(kind, wanted)
        # bitexact: no name of the library and no time in the new file.
        options = {"fflags": "+bitexact", **_index_first(wanted, fragmented=b"moof" in found)}
        if kind is Kind.M4A and muxer == "mp4":
            options["brand"] = "M4A "  # sound, whatever its codec
        with av.open(
            target, "w", format=muxer, container_options=options, buffer_size=_BUFFER
        ) as output:
            _copy(container, wanted, output)
    return kind


def _wanted(container: av.container.InputContainer, notes: Notes) -> list[Any]:
    wanted = []
    for stream in container.streams:
        attached = bool(stream.disposition & av.stream.Disposition.attached_pic)
        # Without a codec context FFmpeg does not know the codec: a maker's own extra track.
        known = stream.type in ("video", "audio") and stream.codec_context is not None
        if known and not attached:
            wanted.append(stream)
        elif attached:
            notes.took(Code.THUMBNAIL)
        else:
            notes.took(Code.TRACK, stream.type if stream.type in ("data", "subtitle") else "")
    if not wanted:
        raise CleaningError(Reason.BROKEN)
    if any(stream.type == "audio" for stream in wanted):
        notes.warn(Warn.VOICE_KEPT)
    return wanted


def _container_for(kind: Kind, streams: list[Any]) -> tuple[Kind, str]:
    codecs = {stream.codec_context.codec.canonical_name for stream in streams}
    if not codecs <= _IN_MP4:
        if kind in _RECORDED:
            raise CleaningError(Reason.UNSUPPORTED)  # VP8, Vorbis: nothing we write can hold them
        return Kind.MOV, "mov"  # voice and video of old 3GP phones, uncompressed sound
    kind = Kind.MP4 if kind in _RECORDED else kind
    if kind is Kind.MP4 and all(stream.type == "audio" for stream in streams):
        kind = Kind.M4A
    if kind is Kind.M4A and not codecs <= {"aac", "alac"}:
        return kind, "mp4"
    return kind, _MUXERS[kind]


def _index_first(streams: list[Any], *, fragmented: bool) -> dict[str, str]:
    """Room for the index before the samples, so that a player can start before it has them all.

    Per sample at most: stts 8, ctts 8, stsz 4, stss 4, co64 8, stsc 12, sdtp 1 bytes.
    """
    samples = sum(stream.frames for stream in streams)
    if fragmented or not all(stream.frames for stream in streams):
        return {}
    setup = sum(len(stream.codec_context.extradata or b"") for stream in streams)
    return {"moov_size": str(45 * samples + setup + 2048 * (2 + len(streams)))}


def _copy(
    container: av.container.InputContainer,
    wanted: list[Any],
    output: av.container.OutputContainer,
) -> None:
    routes = {stream.index: _route(stream, output) for stream in wanted}
    written = 0
    for packet in container.demux(wanted):
        if packet.dts is None:
            continue
        copy, cutter = routes[packet.stream_index]
        kept = cutter.passed(packet)
        if kept is not None:
            kept.stream = copy
            output.mux_one(kept)
            written += 1
    if not written:
        raise CleaningError(Reason.BROKEN)


def _route(
    stream: VideoStream | AudioStream, output: av.container.OutputContainer
) -> tuple[Any, MessageCutter]:
    copy = output.add_stream_from_template(stream, opaque=True)
    coding = stream.codec_context
    codec, setup = coding.name, coding.extradata or b""
    if codec == "hevc":
        copy.codec_context.extradata = setup_without_messages(codec, setup)
        if coding.codec_tag in _PARAMETERS_FIRST:
            copy.codec_context.codec_tag = "hvc1"
    return copy, MessageCutter(codec, setup)


def _note_tags(container: av.container.InputContainer, notes: Notes) -> None:
    if container.chapters():
        notes.took(Code.CHAPTERS)
    _note_names(container.metadata, notes)
    for stream in container.streams:
        _note_names(stream.metadata, notes)


def _note_names(tags: dict[str, str], notes: Notes) -> None:
    for name, value in tags.items():
        if name == "handler_name":
            if value not in _PLAIN_HANDLERS:
                notes.took(Code.DEVICE, "handler")
        elif name not in _NEUTRAL:
            notes.took(_code_of(name.lower(), _MEANING.items()))


def _code_of(name: str, meanings: Iterable[tuple[str, Code]]) -> Code:
    return next((code for word, code in meanings if word in name), Code.OTHER)
