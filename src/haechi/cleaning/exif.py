"""EXIF: what a block would have told, and the one thing worth keeping, the orientation.

Source: CIPA DC-008 (Exif 2.32), TIFF 6.0.
"""

from __future__ import annotations

import struct

from PIL import Image
from PIL.ExifTags import IFD, Base

from haechi.cleaning.types import Code, Notes

PREFIX = b"Exif\x00\x00"
_MEANING = {
    Code.DEVICE: (Base.Make, Base.Model, Base.BodySerialNumber, Base.LensSerialNumber,
                  Base.LensModel, Base.CameraOwnerName, Base.MakerNote, Base.HostComputer),
    Code.DATES: (Base.DateTime, Base.DateTimeOriginal, Base.DateTimeDigitized, Base.OffsetTime,
                 Base.OffsetTimeOriginal),
    Code.AUTHOR: (Base.Artist, Base.Copyright, Base.XPAuthor, Base.CameraOwnerName),
    Code.COMMENTS: (Base.ImageDescription, Base.UserComment, Base.XPComment, Base.XPTitle,
                    Base.XPSubject, Base.XPKeywords),
    Code.SOFTWARE: (Base.Software, Base.ProcessingSoftware),
    Code.IDENTIFIERS: (Base.ImageUniqueID,),
}  # fmt: skip


def read_orientation(block: bytes, notes: Notes) -> int:
    """The orientation 1 … 8 of a TIFF-structured EXIF block (without ``PREFIX``); notes the rest.

    Anything unreadable counts as upright: the block is thrown away whatever it held.
    """
    exif = Image.Exif()
    try:
        exif.load(block)
        tags = set(exif) | set(exif.get_ifd(IFD.Exif))
        if exif.get_ifd(IFD.GPSInfo):
            notes.took(Code.GPS)
        if exif.get_ifd(IFD.IFD1):
            notes.took(Code.THUMBNAIL)
        value = exif.get(Base.Orientation, 1)
    except Exception:
        notes.took(Code.OTHER, "exif")
        return 1
    for code, members in _MEANING.items():
        if tags.intersection(members):
            notes.took(code)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def orientation_only(orientation: int) -> bytes:
    """A TIFF block with one IFD and one entry: Orientation, SHORT, count 1."""
    entry = struct.pack("<HHIHH", int(Base.Orientation), 3, 1, orientation, 0)
    return struct.pack("<2sHIH", b"II", 42, 8, 1) + entry + struct.pack("<I", 0)
