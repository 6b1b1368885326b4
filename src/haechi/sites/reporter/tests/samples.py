"""Small real files."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(maker: str = "Samsung") -> bytes:
    """A JPEG that names the telephone it was taken with."""
    exif = Image.Exif()
    exif[271] = maker
    out = io.BytesIO()
    Image.new("RGB", (32, 24), "red").save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


PROGRAM = b"MZ\x90\x00" + bytes(range(256)) * 8


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")
