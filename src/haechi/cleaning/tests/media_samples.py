"""Real sound and video files with planted traces, made by PyAV and by hand."""

import io
import math
import struct
from fractions import Fraction
from typing import cast

import av
from PIL import Image

MARK = "PLANTED-BY-HONG-GILDONG"
GPS = "+37.5665+126.9780/"
# Rotation by 90 degrees as 16.16 and 2.30 fixed point numbers (ISO/IEC 14496-12, 8.3.2).
TURNED = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)


def video(
    container: str = "mp4",
    *,
    frames: int = 30,
    codec: str = "libx264",
    sound: bool = True,
    size: tuple[int, int] = (320, 240),
    bit_rate: int = 1_000_000,
) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as output:
        output.metadata.update(
            {"title": MARK, "artist": MARK, "comment": MARK, "location": GPS,
             "creation_time": "2024-03-01T09:10:11Z"}
        )  # fmt: skip
        picture = cast(av.VideoStream, output.add_stream(codec, rate=30))
        picture.width, picture.height = size
        picture.pix_fmt = "yuv420p"
        picture.bit_rate = bit_rate
        picture.metadata["handler_name"] = MARK
        voice = output.add_stream("aac", rate=44_100) if sound else None
        for number in range(frames):
            image = Image.effect_noise(size, 60).convert("RGB")
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, 30)
            output.mux(picture.encode(frame))
        output.mux(picture.encode(None))
        if voice is not None:
            add_tone(output, voice, frames / 30)
    return out.getvalue()


def large_video(size: int) -> bytes:
    """A film of about ``size`` bytes: a few heavy frames, repeated, without encoding them anew."""
    seed = video(frames=4, sound=False, size=(640, 480), bit_rate=200_000_000)
    out = io.BytesIO()
    with av.open(io.BytesIO(seed), "r") as container, av.open(out, "w", format="mp4") as output:
        output.metadata["location"] = GPS
        stream = output.add_stream_from_template(container.streams.video[0], opaque=True)
        kept = [packet for packet in container.demux() if packet.size and packet.is_keyframe][:1]
        number = 0
        while out.tell() < size:
            kept[0].stream = stream
            kept[0].pts = kept[0].dts = number * 512
            output.mux_one(kept[0])
            number += 1
    return out.getvalue()


def audio(container: str, codec: str, seconds: float = 1.0, rate: int = 44_100) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as output:
        output.metadata.update({"title": MARK, "artist": MARK, "comment": MARK})
        stream = cast(av.AudioStream, output.add_stream(codec, rate=rate))
        add_tone(output, stream, seconds)
    return out.getvalue()


def old_phone_voice() -> bytes:
    """A 3GP file with AMR speech, as phones of the 2000s and call recorders write it."""
    out = io.BytesIO()
    with av.open(out, "w", format="3gp") as output:
        output.metadata["location"] = GPS
        stream = output.add_stream("libopencore_amrnb", rate=8000)
        stream.layout, stream.bit_rate = "mono", 12_200
        for number in range(50):
            frame = av.AudioFrame("s16", "mono", 160)
            frame.planes[0].update(bytes(range(160)) * 2)
            frame.sample_rate, frame.pts, frame.time_base = 8000, number * 160, Fraction(1, 8000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return out.getvalue()


def add_tone(output: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    planar = stream.format.is_planar
    samples = 1024
    for number in range(max(1, int(seconds * 44_100 / samples))):
        wave = [math.sin((number * samples + i) / 20) for i in range(samples)]
        if stream.format.name.startswith("flt"):
            channel = struct.pack(f"<{samples}f", *wave)
        else:
            letter, loud = ("h", 20_000) if stream.format.bytes == 2 else ("i", 1_000_000_000)
            channel = struct.pack(f"<{samples}{letter}", *(int(w * loud) for w in wave))
        frame = av.AudioFrame(stream.format.name, "stereo", samples)
        if planar:
            for plane in frame.planes:
                plane.update(channel)
        else:
            width = len(channel) // samples
            both = b"".join(channel[i : i + width] * 2 for i in range(0, len(channel), width))
            frame.planes[0].update(both)
        frame.sample_rate = 44_100
        frame.pts, frame.time_base = number * samples, Fraction(1, 44_100)
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))


def boxes(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """(path, start of body, end) of every box, containers walked."""
    found = []
    end = len(data) if end is None else end
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", data, start)
        header = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start + 8)
            header = 16
        length = length or end - start
        if length < header:
            break
        path = name.decode("latin-1")
        found.append((path, start + header, start + length))
        if path in ("moov", "trak", "mdia", "minf", "stbl", "udta", "edts", "dinf"):
            found += [
                (f"{path}/{inner}", a, b)
                for inner, a, b in boxes(data, start + header, start + length)
            ]
        start += length
    return found


def turned(data: bytes) -> bytes:
    """The same film with a display matrix that turns it, as a phone held upright writes it."""
    for path, start, _ in boxes(data):
        if path == "moov/trak/tkhd":
            at = start + (40 if data[start] == 0 else 52)
            return data[:at] + TURNED + data[at + 36 :]
    raise AssertionError("no track header")


def with_moov_box(data: bytes, name: bytes, body: bytes) -> bytes:
    """Append a box inside ``moov``, which must come last in the file."""
    path, start, end = next(box for box in boxes(data) if box[0] == "moov")
    assert end == len(data)
    box = struct.pack(">I4s", len(body) + 8, name) + body
    moov = struct.pack(">I4s", end - start + 8 + len(box), path.encode())
    return data[: start - 8] + moov + data[start:end] + box


def with_data_track(data: bytes) -> bytes:
    """Turn the sound track into what a phone or action camera adds: a timed-metadata track."""
    out = bytearray(data)
    for path, start, _ in boxes(data):
        if path == "moov/trak/mdia/hdlr" and data[start + 8 : start + 12] == b"soun":
            out[start + 8 : start + 12] = b"meta"
        if path == "moov/trak/mdia/minf/stbl/stsd" and data[start + 12 : start + 16] == b"mp4a":
            out[start + 12 : start + 16] = b"gpmd"
    assert out != data
    return bytes(out)


def packets(data: bytes) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    with av.open(io.BytesIO(data), "r") as container:
        for packet in container.demux():
            if packet.size:
                found.setdefault(packet.stream.type, []).append(bytes(packet))
    return found


def wav(*chunks: tuple[bytes, bytes], samples: bytes = b"\x01\x02" * 8000) -> bytes:
    body = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16)
    for name, content in (*chunks, (b"data", samples)):
        body += struct.pack("<4sI", name, len(content)) + content + bytes(len(content) % 2)
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body
