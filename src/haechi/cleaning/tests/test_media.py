"""HL-5: sound and video lose places, times, names and data tracks; every packet survives."""

import io
import struct

import av
import pytest

from haechi.cleaning.tests import media_samples as samples
from haechi.cleaning.tests.helpers import cleaned, codes, refusal
from haechi.cleaning.tests.media_samples import GPS, MARK, boxes, packets
from haechi.cleaning.types import Kind, Reason


@pytest.fixture(scope="module")
def film() -> bytes:
    return samples.video()


def times(data: bytes) -> list[int]:
    """Creation and modification times of all movie, track and media headers."""
    found: list[int] = []
    for path, start, _ in boxes(data):
        if path.endswith(("mvhd", "tkhd", "mdhd")):
            layout = ">II" if data[start] == 0 else ">QQ"
            found += struct.unpack_from(layout, data, start + 4)
    return found


def matrix(data: bytes) -> bytes:
    start = next(start for path, start, _ in boxes(data) if path.endswith("tkhd"))
    at = start + (40 if data[start] == 0 else 52)
    return data[at : at + 36]


def test_mp4_loses_every_tag_and_time_and_keeps_every_packet(film: bytes) -> None:
    place = b"loci"  # 3GPP TS 26.244, as Android phones write it
    assert MARK.encode() in film
    assert place in film
    assert any(times(film))
    result, out = cleaned(film)
    assert (result.kind, result.extension) == (Kind.MP4, "mp4")
    assert MARK.encode() not in out
    assert place not in out
    assert not any(times(out))
    assert b"Lavf" not in out
    before, after = packets(film), packets(out)
    assert after["audio"] == before["audio"]
    assert len(after["video"]) == len(before["video"])
    assert {"gps", "dates", "author", "title", "device"} <= codes(result)
    assert result.warnings == ("voice_kept",)


def test_messages_inside_the_video_go_and_the_pictures_stay(film: bytes) -> None:
    """x264 writes its settings there; cameras write positions and serial numbers."""
    assert b"x264 - core" in film
    _, out = cleaned(film)
    assert b"x264" not in out
    with av.open(io.BytesIO(film), "r") as before, av.open(io.BytesIO(out), "r") as after:
        for one, other in zip(before.decode(video=0), after.decode(video=0), strict=True):
            assert (one.pts, one.time_base) == (other.pts, other.time_base)
            assert bytes(one.planes[0]) == bytes(other.planes[0])


def test_film_turned_by_the_phone_stays_turned(film: bytes) -> None:
    data = samples.turned(film)
    _, out = cleaned(data)
    assert matrix(data) == samples.TURNED
    assert matrix(out)[:20] == samples.TURNED[:20]


def test_coarse_clock_of_a_phone_keeps_its_times() -> None:
    """Phones count in 1/600 s; a muxer that picks a finer clock must move every time with it."""
    data = bytearray(samples.video("mov", sound=False))
    for path, start, _ in boxes(bytes(data)):
        if path.endswith("mdhd"):
            data[start + 12 : start + 16] = struct.pack(">I", 600)
    _, out = cleaned(bytes(data))

    def seconds(film: bytes) -> list[float]:
        with av.open(io.BytesIO(film), "r") as container:
            return [float((p.pts or 0) * p.time_base) for p in container.demux() if p.size]

    assert seconds(out) == pytest.approx(seconds(bytes(data)))


def test_data_track_with_positions_is_left_behind(film: bytes) -> None:
    data = samples.with_data_track(film)
    lost = packets(data)["data"]
    result, out = cleaned(data)
    assert set(packets(out)) == {"video"}
    assert not any(each in out for each in lost)
    assert "track" in codes(result)


def test_unknown_box_in_the_index_is_left_behind(film: bytes) -> None:
    place = b"\xa9xyz" + struct.pack(">HH", len(GPS), 0x15C7) + GPS.encode()
    data = samples.with_moov_box(film, b"udta", struct.pack(">I", len(place) + 4) + place)
    data = samples.with_moov_box(data, b"uuid", b"\x11" * 16 + MARK.encode())
    _, out = cleaned(data)
    assert MARK.encode() not in out
    assert GPS.encode() not in out


def test_chapters_are_left_behind() -> None:
    out = io.BytesIO()
    seed = samples.video(frames=10, sound=False)
    with av.open(io.BytesIO(seed), "r") as source, av.open(out, "w", format="mp4") as output:
        stream = output.add_stream_from_template(source.streams.video[0], opaque=True)
        output.set_chapters([{"id": 1, "start": 0, "end": 100, "metadata": {"title": MARK},
                              "time_base": stream.time_base}])  # fmt: skip
        for packet in source.demux():
            if packet.size:
                packet.stream = stream
                output.mux_one(packet)
    assert MARK.encode() in out.getvalue()
    result, clean = cleaned(out.getvalue())
    assert MARK.encode() not in clean
    assert {"chapters", "track"} & codes(result)


def test_mov_stays_mov_and_hevc_keeps_the_tag_that_apple_needs() -> None:
    result, out = cleaned(samples.video("mov"))
    assert (result.kind, result.media_type) == (Kind.MOV, "video/quicktime")
    assert MARK.encode() not in out
    data = samples.video("mp4", codec="libx265", frames=5).replace(b"hev1", b"hvc1")
    _, out = cleaned(data)
    assert b"hvc1" in out
    assert b"x265" not in out
    assert len(packets(out)["video"]) == len(packets(data)["video"])


def test_index_lies_before_the_samples_so_that_playing_can_start(film: bytes) -> None:
    _, out = cleaned(film)
    names = [path for path, _, _ in boxes(out) if "/" not in path]
    assert names.index("moov") < names.index("mdat")


@pytest.mark.parametrize(
    ("container", "codec", "kind"),
    [("ipod", "aac", Kind.M4A), ("mp4", "aac", Kind.M4A), ("mp3", "libmp3lame", Kind.MP3)],
)
def test_sound_loses_its_tags_and_keeps_its_packets(container: str, codec: str, kind: Kind) -> None:
    data = samples.audio(container, codec)
    assert MARK.encode() in data
    result, out = cleaned(data)
    assert result.kind is kind
    assert MARK.encode() not in out
    before, after = packets(data)["audio"], packets(out)["audio"]
    assert after == before
    assert result.warnings == ("voice_kept",)


def test_speech_of_an_old_phone_is_kept_as_mov() -> None:
    data = samples.old_phone_voice()
    result, out = cleaned(data)
    assert result.kind is Kind.MOV
    assert packets(out)["audio"] == packets(data)["audio"]
    assert b"loci" in data
    assert b"loci" not in out


def test_track_of_an_unknown_codec_is_left_behind(film: bytes) -> None:
    data = film.replace(b"mp4a", b"apac").replace(b"esds", b"free")
    result, out = cleaned(data)
    assert set(packets(out)) == {"video"}
    assert "track" in codes(result)


def test_mp3_tags_of_every_kind_go_wherever_they_stand() -> None:
    data = samples.audio("mp3", "libmp3lame", seconds=3)
    with av.open(io.BytesIO(data), "r") as container:
        frames = [bytes(packet) for packet in container.demux() if packet.size]
    mark = MARK.encode()
    id3 = b"ID3\x04\0\0" + bytes([0, 0, 1, len(mark)]) + mark.ljust(128 + len(mark), b"\0")
    ape = b"APETAGEX" + struct.pack("<4I8x", 2000, 32 + len(mark), 1, 0) + mark
    id3v1 = b"TAG" + mark.ljust(125, b"\0")
    planted = id3 + id3 + frames[0] + frames[1] + id3 + b"".join(frames[2:]) + ape + id3v1
    result, out = cleaned(planted)
    assert out == b"".join(frames)
    assert "other" in codes(result)


def test_encoder_s_name_in_the_first_mp3_frame_goes_and_its_frame_count_stays() -> None:
    data = samples.audio("mp3", "libmp3lame", seconds=2)
    at = max(data.find(b"Xing"), data.find(b"Info"))
    assert data[at + 120 : at + 123] == b"Lav"
    _, out = cleaned(data)
    found = max(out.find(b"Xing"), out.find(b"Info"))
    assert out[found : found + 116] == data[at : at + 116]
    assert b"Lav" not in out[: found + 300]


def test_mp3_in_blocks_is_the_same_as_mp3_at_once() -> None:
    data = samples.audio("mp3", "libmp3lame", seconds=2)
    _, small = cleaned(data)
    many = data + small * 60
    assert len(many) > 1 << 20
    _, out = cleaned(many)
    assert out == small * 61


def test_wav_keeps_format_and_samples_only() -> None:
    mark = MARK.encode()
    data = samples.wav((b"LIST", b"INFOIART" + mark), (b"bext", mark), (b"JUNK", mark))
    result, out = cleaned(data + b"id3 " + struct.pack("<I", len(mark)) + mark + b"\0")
    assert out == samples.wav()
    assert (result.kind, result.media_type) == (Kind.WAV, "audio/wav")
    assert {"dates", "title"} <= codes(result)


def test_cut_off_films_and_sounds_are_refused(film: bytes) -> None:
    _, index_first = cleaned(film)
    for data in (film, index_first, samples.wav(), samples.audio("ipod", "aac")):
        assert refusal(data[: len(data) // 2]) is Reason.BROKEN


def test_film_without_pictures_or_sound_is_refused(film: bytes) -> None:
    data = samples.with_data_track(samples.audio("ipod", "aac"))
    assert refusal(data) is Reason.BROKEN
    assert refusal(b"\0\0\0\x18ftypmp42" + bytes(100)) is Reason.BROKEN


@pytest.mark.parametrize("container", ["webm", "ogg", "mp4"])
def test_a_voice_note_of_any_browser_becomes_sound_without_tags(container: str) -> None:
    """Browsers record Opus: Chromium into MP4 or WebM, Firefox into Ogg (TK-1)."""
    data = samples.audio(container, "libopus", rate=48_000)
    assert MARK.encode() in data
    result, out = cleaned(data)
    assert result.kind is Kind.M4A
    assert MARK.encode() not in out
    assert packets(out)["audio"] == packets(data)["audio"]


def test_what_mp4_cannot_hold_is_unsupported_and_not_called_damaged() -> None:
    """An institution may keep it sealed as it is; a damaged file is refused."""
    assert refusal(samples.audio("matroska", "pcm_s16le", rate=48_000)) is Reason.UNSUPPORTED
    film = samples.video("webm", codec="libvpx", sound=False, frames=5)
    assert refusal(film) is Reason.UNSUPPORTED


def test_a_cut_recording_of_a_browser_is_kept_as_far_as_it_goes() -> None:
    """It has neither index nor length of its own: what is there is all that can be known."""
    data = samples.audio("webm", "libopus", rate=48_000)
    result, out = cleaned(data[: len(data) // 2])
    assert result.kind is Kind.M4A
    assert packets(out)["audio"]
