"""What all planted samples share: the marks, a photo with EXIF, archives."""

import io
import zipfile

import pillow_heif
from PIL import Image

MARK = "PLANTED-BY-HONG-GILDONG"
BODY = "부서장이 업체 대표에게서 상품권을 받았습니다"


def photo(kind: str = "JPEG", *, orientation: int = 6, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture with camera, author, position and comment in its EXIF, where the format has it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARK
    exif[0x013B] = MARK
    exif[0x0132] = "2024:03:01 09:10:11"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (37.0, 33.0, 59.0), "E", (126.0, 58.0, 40.0)
    out = io.BytesIO()
    left = Image.new("RGB", (size[0] // 2, size[1]), (200, 30, 30))
    picture = Image.new("RGB", size, (30, 30, 200))
    picture.paste(left, (0, 0))
    if kind == "GIF":
        picture.quantize(8).save(out, kind, comment=MARK.encode())
    else:
        picture.save(out, kind, exif=exif.tobytes(), quality=95)
    return out.getvalue()


def heic() -> bytes:
    """As a phone writes it: the pixels lie, the container's ``irot`` and the EXIF say so."""
    with Image.open(io.BytesIO(photo(size=(64, 48)))) as source:
        lying, exif = source.copy(), source.info["exif"]
    lying.info.clear()
    out = io.BytesIO()
    pillow_heif.from_pillow(lying).save(out, quality=95, exif=exif)
    return out.getvalue()


def zipped(parts: dict[str, bytes | str], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2024, 3, 1, 9, 10, 12))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
