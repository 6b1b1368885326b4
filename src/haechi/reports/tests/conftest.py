"""A staffed institution, and files as they come from a browser."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from haechi.crypto.spool import EncryptedSpool
from haechi.testing import StaffedInstitution, make_institution

MakeSpool = Callable[[bytes], EncryptedSpool]


@pytest.fixture
def staffed(db: None) -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def spool(tmp_path: Path) -> MakeSpool:
    """Puts bytes where an upload lies before it is cleaned."""

    def make(content: bytes) -> EncryptedSpool:
        made = EncryptedSpool(tmp_path)
        made.write(content)
        made.seek(0)
        return made

    return make


@pytest.fixture
def blobs(tmp_path: Path, settings) -> Path:
    """A blob folder of this test alone."""
    folder = tmp_path / "blobs"
    default = settings.STORAGES["default"]
    options = {**default["OPTIONS"], "location": folder}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}
    return folder


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A JPEG with the place and the camera in it."""
    picture, exif = Image.new("RGB", (64, 48), "navy"), Image.Exif()
    exif[0x010F] = "PLANTED-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 38.0, 23.0), 3: "E", 4: (127.0, 1.0, 31.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
