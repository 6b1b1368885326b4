"""HL-5: pictures lose their metadata and keep their pixels and orientation."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from haechi.cleaning.tests.helpers import cleaned, codes, orientation, pixels, refusal, tells
from haechi.cleaning.tests.samples import MARK, heic, photo
from haechi.cleaning.types import Kind, Limits, Reason


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    return data[:2] + b"".join(segments) + data[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_planted_traces_are_nowhere_and_pixels_are_the_same(kind: str) -> None:
    data = photo(kind)
    assert tells(data)
    result, out = cleaned(data)
    assert result.kind is Kind[kind]
    assert not tells(out)
    assert b"2024:03:01" not in out
    assert pixels(out) == pixels(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_orientation_is_the_only_tag_that_stays(kind: str, turn: int) -> None:
    result, out = cleaned(photo(kind, orientation=turn))
    assert (orientation(out) or 1) == turn
    with Image.open(io.BytesIO(out)) as picture:
        assert set(picture.getexif()) <= {0x0112}
    assert {"gps", "device", "author", "dates"} <= codes(result)


def test_clean_picture_reports_nothing() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    result, _ = cleaned(out.getvalue())
    assert result.removed == ()
    assert (result.media_type, result.extension) == ("image/jpeg", "jpg")


def test_jpeg_loses_every_segment_that_does_not_draw() -> None:
    mark = MARK.encode()
    data = with_segments(
        photo(),
        jpeg_segment(0xFE, mark),
        jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + mark),
        jpeg_segment(0xED, b"Photoshop 3.0\0" + mark),
        jpeg_segment(0xE2, b"MPF\0" + mark),
        jpeg_segment(0xE5, mark),
        jpeg_segment(0xE0, b"JFXX\0\x10" + photo()),
    )
    result, out = cleaned(data)
    assert not tells(out)
    assert {"comments", "edit_history", "thumbnail", "other"} <= codes(result)


def test_film_behind_a_motion_photo_is_cut_off() -> None:
    data = photo() + b"\0\0\0\x18ftypmp42" + MARK.encode()
    result, out = cleaned(data)
    assert not tells(out)
    assert out.endswith(b"\xff\xd9")
    assert "trailer" in codes(result)


def test_progressive_cmyk_and_restart_markers_survive() -> None:
    noise = Image.effect_noise((160, 120), 90)
    for mode, options in (("RGB", {"progressive": True}), ("CMYK", {}),
                          ("L", {"restart_marker_blocks": 2})):  # fmt: skip
        out = io.BytesIO()
        noise.convert(mode).save(out, "JPEG", comment=MARK, **options)
        assert tells(out.getvalue())
        _, clean = cleaned(out.getvalue())
        assert not tells(clean)
        assert pixels(clean) == pixels(out.getvalue())


def test_colour_profile_keeps_its_colours_and_forgets_the_monitor() -> None:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = struct.unpack_from(">I", profile, 128)[0]
    names = [profile[132 + 12 * i : 136 + 12 * i] for i in range(tags)]
    at = names.index(bytearray(b"cprt"))
    offset, size = struct.unpack_from(">II", profile, 136 + 12 * at)
    profile[offset + 8 : offset + size] = MARK.encode()[: size - 8].ljust(size - 8, b"\0")
    profile[48:52] = b"SERI"
    out = io.BytesIO()
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    picture.save(out, "JPEG", icc_profile=bytes(profile), quality=95)
    result, clean = cleaned(out.getvalue())
    with Image.open(io.BytesIO(clean)) as kept:
        icc = kept.info["icc_profile"]
    assert MARK.encode()[:10] not in clean
    assert b"SERI" not in icc
    assert "device" in codes(result)
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"), "RGB", "RGB"
    )
    turned = ImageCms.applyTransform(picture, transform)
    assert turned is not None
    difference = max(abs(a - b) for a, b in zip(turned.tobytes(), picture.tobytes(), strict=True))
    assert difference <= 2


def test_table_profile_is_dropped_and_said() -> None:
    out = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (8, 8)).save(out, "JPEG", icc_profile=lab)
    result, clean = cleaned(out.getvalue())
    assert b"ICC_PROFILE" not in clean
    assert result.warnings == ("colours_may_differ",)


def test_png_loses_text_time_and_what_lies_behind_its_data() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", MARK)
    info.add_itxt("XML:com.adobe.xmp", MARK)
    info.add_text("Comment", MARK, zip=True)
    out = io.BytesIO()
    Image.effect_noise((40, 40), 90).save(out, "PNG", pnginfo=info, icc_profile=b"")
    data = out.getvalue()
    time = chunk(b"tIME", struct.pack(">HBBBBB", 2024, 3, 1, 9, 10, 11))
    data = data[:33] + time + chunk(b"caBX", MARK.encode()) + data[33:] + MARK.encode()
    result, clean = cleaned(data)
    assert not tells(clean)
    assert b"tIME" not in clean
    assert {"comments", "dates", "trailer"} <= codes(result)
    assert pixels(clean) == pixels(out.getvalue())


def test_png_rows_left_behind_by_a_cropping_tool_are_cut() -> None:
    """CVE-2023-21036: the end of the larger picture stayed behind the cropped one."""
    out = io.BytesIO()
    Image.new("L", (16, 16), 7).save(out, "PNG")
    data = out.getvalue()
    at = data.index(b"IDAT")
    (length,) = struct.unpack_from(">I", data, at - 4)
    longer = chunk(b"IDAT", data[at + 4 : at + 4 + length] + MARK.encode())
    result, clean = cleaned(data[: at - 4] + longer + data[at + 8 + length :])
    assert not tells(clean)
    assert "trailer" in codes(result)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_animations_keep_all_their_frames(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), (60 * n, 0, 0)) for n in range(4)]
    out = io.BytesIO()
    extra = {"comment": MARK.encode()} if kind == "GIF" else {"exif": photo_exif()}
    frames[0].save(
        out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0, **extra
    )
    assert tells(out.getvalue())
    _, clean = cleaned(out.getvalue())
    assert not tells(clean)
    with Image.open(io.BytesIO(clean)) as picture, Image.open(out) as before:
        assert getattr(picture, "n_frames", 1) == getattr(before, "n_frames", 1) == 4
        for number in range(4):
            picture.seek(number)
            before.seek(number)
            assert picture.convert("RGB").tobytes() == before.convert("RGB").tobytes()


def test_stranger_inside_a_webp_frame_is_cut() -> None:
    frames = [Image.new("RGB", (20, 20), (60 * n, 0, 0)) for n in range(2)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    data = out.getvalue()
    at = data.index(b"ANMF")
    (length,) = struct.unpack_from("<I", data, at + 4)
    stranger = struct.pack("<4sI", b"abcd", len(MARK) + 1) + MARK.encode() + b"\0"
    frame = struct.pack("<4sI", b"ANMF", length + len(stranger)) + data[at + 8 : at + 8 + length]
    data = data[:at] + frame + stranger + data[at + 8 + length :]
    data = data[:4] + struct.pack("<I", len(data) - 8) + data[8:]
    assert tells(data)
    assert not tells(cleaned(data)[1])


def photo_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK
    return exif.tobytes()


def test_heic_becomes_an_upright_jpeg_and_says_so() -> None:
    data = heic()
    assert tells(data)
    result, clean = cleaned(data)
    assert (result.kind, result.extension) == (Kind.JPEG, "jpg")
    assert "heic_to_jpeg" in result.warnings
    assert {"gps", "device", "author"} <= codes(result)
    assert not tells(clean)
    assert orientation(clean) is None
    with Image.open(io.BytesIO(clean)) as picture:
        # Left half red, right half blue, turned a quarter clockwise: red on top.
        assert picture.size == (48, 64)
        red, _, blue = picture.convert("RGB").getpixel((24, 8))  # type: ignore[misc]
        assert red > 150 > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_picture_over_the_pixel_bound_is_refused_before_it_is_decoded(kind: str) -> None:
    assert refusal(photo(kind), Limits(pixels=1000)) is Reason.TOO_LARGE


def test_pixel_bomb_of_a_few_bytes_is_refused() -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    bomb = b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")
    assert refusal(bomb) is Reason.TOO_LARGE


def test_inflate_bomb_in_a_small_png_is_refused() -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(50_000_000)))
    bomb = b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")
    assert refusal(bomb, Limits(pixels=1_000_000)) is Reason.TOO_LARGE


def test_a_frame_far_beyond_its_screen_is_refused_before_room_is_made_for_it() -> None:
    """Found by fuzzing: two and a half gigabytes for 400 bytes."""
    first, second = Image.new("L", (16, 12), 1), Image.new("L", (16, 12), 200)
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=[second])
    bomb = bytearray(out.getvalue())
    assert bomb.count(b"\x2c") == 2
    last = bomb.rindex(b"\x2c")
    bomb[last + 1 : last + 9] = struct.pack("<4H", 0, 0, 2_000, 2_000)
    assert refusal(bytes(bomb), Limits(pixels=1_000_000)) is Reason.TOO_LARGE


def test_endless_animation_is_refused() -> None:
    frames = [Image.new("L", (50, 50), n) for n in range(20)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert refusal(out.getvalue(), Limits(animation_pixels=10_000)) is Reason.TOO_LARGE
