"""Which bytes of a file a player asks for (RFC 9110, 14.2): one range; of several the whole is sent."""

import re

_ONE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Unsatisfiable(Exception):
    """Beyond the file's end: 416."""


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for the whole file. Raises Unsatisfiable."""
    found = _ONE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = int(found[2])
        if not last or not size:
            raise Unsatisfiable
        return max(0, size - last), size
    start = int(found[1])
    stop = min(size, int(found[2]) + 1) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, stop
