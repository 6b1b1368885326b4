"""Writes a compound file (version 3) from nothing but names and contents.

A compound file that a program saved again and again keeps times of every storage and, in free
sectors, pieces of what was deleted; a new one has neither. Source: [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _DIFAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1
_PER_FAT = _SECTOR // 4
_IN_HEADER = 109


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    start: int = 0
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE


def compound_file(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """``streams`` maps paths, at most 31 UTF-16 units a step, to contents."""
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        _place(root, path, data)
    entries: list[_Entry] = []
    _number(root, entries)
    return _assemble(root, entries)


def _place(root: _Entry, path: tuple[str, ...], data: bytes) -> None:
    parent = root
    for step in path[:-1]:
        found = next((each for each in parent.children if each.name == step), None)
        if found is None:
            found = _Entry(step, _STORAGE)
            parent.children.append(found)
        parent = found
    parent.children.append(_Entry(path[-1], _STREAM, data))


def _number(root: _Entry, entries: list[_Entry]) -> None:
    """Give every entry its place and every storage a balanced tree of its children."""
    entries.append(root)
    waiting = [root]
    while waiting:
        storage = waiting.pop(0)
        # The order the format prescribes: length first, then upper-case code units.
        ordered = sorted(storage.children, key=lambda each: (len(each.name), each.name.upper()))
        first = len(entries)
        entries += ordered
        storage.child = _tree(ordered, first, 0, len(ordered))
        waiting += [each for each in ordered if each.kind == _STORAGE]


def _tree(ordered: list[_Entry], first: int, low: int, high: int) -> int:
    if low >= high:
        return _NONE
    middle = (low + high) // 2
    ordered[middle].left = _tree(ordered, first, low, middle)
    ordered[middle].right = _tree(ordered, first, middle + 1, high)
    return first + middle


def _assemble(root: _Entry, entries: list[_Entry]) -> bytes:
    mini, mini_table = _mini_stream(entries)
    root.data = mini
    fat: list[int] = []
    body: list[bytes] = []
    for entry in entries:
        if entry.kind == _ROOT or len(entry.data) >= _CUTOFF:
            entry.start = _append(entry.data, fat, body)
    packed_table = b"".join(struct.pack("<I", each) for each in mini_table)
    mini_start = _append(packed_table, fat, body, fill=b"\xff")
    directory = b"".join(_directory_row(each) for each in entries)
    directory += _empty_row() * (-len(entries) % 4)
    directory_start = _append(directory, fat, body)
    fat_count, difat_count = _table_sizes(len(fat))
    fat_start = len(fat)
    fat += [_FAT] * fat_count + [_DIFAT] * difat_count
    fat += [_FREE] * (fat_count * _PER_FAT - len(fat))
    places = list(range(fat_start, fat_start + fat_count))
    body += [struct.pack(f"<{len(fat)}I", *fat)]
    body += _difat_sectors(places, fat_start + fat_count, difat_count)
    header = _header(fat_count, directory_start, mini_start, len(packed_table), difat_count, places)
    return header + b"".join(body)


def _append(data: bytes, fat: list[int], body: list[bytes], fill: bytes = b"\0") -> int:
    """Store ``data`` in new sectors; returns the first, or the end mark when there is none."""
    if not data:
        return _END
    count = -(-len(data) // _SECTOR)
    start = len(fat)
    fat += [*range(start + 1, start + count), _END]
    body += [data, fill * (count * _SECTOR - len(data))]
    return start


def _mini_stream(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    data, table = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == _STREAM and len(entry.data) < _CUTOFF:
            count = -(-len(entry.data) // _MINI)
            entry.start = len(table) if count else _END
            table += [*range(len(table) + 1, len(table) + count), _END] if count else []
            data += entry.data + bytes(count * _MINI - len(entry.data))
    return bytes(data), table


def _table_sizes(used: int) -> tuple[int, int]:
    """Sectors of the allocation table and of the list of its sectors; both list themselves."""
    fat = difat = 0
    while True:
        needed = -(-(used + fat + difat) // _PER_FAT)
        listed = -(-max(0, needed - _IN_HEADER) // (_PER_FAT - 1))
        if (needed, listed) == (fat, difat):
            return fat, difat
        fat, difat = needed, listed


def _difat_sectors(places: list[int], start: int, count: int) -> list[bytes]:
    rest = places[_IN_HEADER:]
    sectors = []
    for number in range(count):
        rows = rest[number * (_PER_FAT - 1) : (number + 1) * (_PER_FAT - 1)]
        rows += [_FREE] * (_PER_FAT - 1 - len(rows))
        following = start + number + 1 if number + 1 < count else _END
        sectors.append(struct.pack(f"<{_PER_FAT}I", *rows, following))
    return sectors


def _directory_row(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    size = len(entry.data)
    start = 0 if entry.kind == _STORAGE else entry.start
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry.kind, _BLACK)
        + struct.pack("<3I", entry.left, entry.right, entry.child)
        + bytes(16 + 4 + 8 + 8)  # class, state, time of creation, time of change
        + struct.pack("<IQ", start, size)
    )


def _empty_row() -> bytes:
    return bytes(68) + struct.pack("<3I", _NONE, _NONE, _NONE) + bytes(48)


def _header(
    fat_count: int,
    directory: int,
    mini: int,
    mini_bytes: int,
    difat_count: int,
    places: list[int],
) -> bytes:
    listed = places[:_IN_HEADER] + [_FREE] * (_IN_HEADER - len(places[:_IN_HEADER]))
    difat = places[-1] + 1 if difat_count else _END
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<4I", 0, fat_count, directory, 0)
        + struct.pack("<5I", _CUTOFF, mini, -(-mini_bytes // _SECTOR), difat, difat_count)
        + struct.pack(f"<{_IN_HEADER}I", *listed)
    )
