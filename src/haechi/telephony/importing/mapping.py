"""How an exchange writes its table of calls (CDR): `mapping.json` in the import folder."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from haechi.telephony.plan_file import canonical
from haechi.telephony.types import PhoneNumber
from haechi.telephony.wire import Malformed, load

SECONDS_MOST = 24 * 3600
NUMBER_MOST = 24


class BadRow(ValueError):
    """The reason, which holds nothing of the row."""


@dataclass(frozen=True)
class Columns:
    """Headings of the table. `seconds`: how long was talked, as 125, 2:05 or 0:02:05."""

    file: str
    caller: str
    called: str
    begun: str
    seconds: str


@dataclass(frozen=True)
class Mapping:
    """`date_format`: of `strptime`. `left_is_caller`: which party a stereo file has on the left.

    `keep_originals`: what was taken in is moved to `done/` as it is, plain; else only a receipt is left there.
    """

    columns: Columns
    date_format: str = "%Y-%m-%d %H:%M:%S"
    zone: str = "Asia/Seoul"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    left_is_caller: bool = True
    keep_originals: bool = False


@dataclass(frozen=True)
class Row:
    """One call. `file` is a plain name within the folder; `begun_at` seconds since the epoch."""

    file: str
    caller: PhoneNumber
    called: PhoneNumber
    begun_at: float
    seconds: int


def read_mapping(text: bytes) -> Mapping:
    """Raises Malformed."""
    mapping = load(Mapping, text)
    try:
        ZoneInfo(mapping.zone)
        "".encode(mapping.encoding)
    except (ZoneInfoNotFoundError, ValueError, LookupError):
        raise Malformed("zone or encoding") from None
    if len(mapping.delimiter) != 1:
        raise Malformed("delimiter")
    return mapping


def rows(table: bytes, mapping: Mapping) -> Iterator[Row | BadRow]:
    """Raises BadRow for the whole table: another encoding, or a column is missing."""
    try:
        text = table.decode(mapping.encoding)
    except ValueError:
        raise BadRow("the table is not in this encoding") from None
    reader = csv.DictReader(io.StringIO(text), delimiter=mapping.delimiter)
    wanted = set(vars(mapping.columns).values())
    try:
        if not wanted <= set(reader.fieldnames or ()):
            raise BadRow("a column is missing")
        for fields in reader:
            try:
                yield _row(fields, mapping)
            except BadRow as bad:
                yield bad
    except csv.Error:
        raise BadRow("the table cannot be read") from None


def _row(fields: dict[str, str | None], mapping: Mapping) -> Row:
    columns = mapping.columns
    file = (fields[columns.file] or "").strip()
    if not file or "/" in file or "\\" in file or file.startswith(".") or "\0" in file:
        raise BadRow("the name of the audio is not a plain name")
    try:
        local = datetime.strptime((fields[columns.begun] or "").strip(), mapping.date_format)  # noqa: DTZ007
        begun = (
            local if local.tzinfo else local.replace(tzinfo=ZoneInfo(mapping.zone))
        ).timestamp()
    except (ValueError, OverflowError):
        raise BadRow("the time is not in this format") from None
    caller, called = _number(fields[columns.caller]), _number(fields[columns.called])
    return Row(file, caller, called, begun, _seconds(fields[columns.seconds]))


def _number(text: str | None) -> PhoneNumber:
    """Empty: withheld."""
    number = canonical((text or "").strip())
    digits = number.removeprefix("+")
    if len(number) > NUMBER_MOST or (digits and not (digits.isascii() and digits.isdigit())):
        raise BadRow("a number is not one")
    return PhoneNumber(number)


def _seconds(text: str | None) -> int:
    parts = (text or "").strip().split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise BadRow("the length is not a number of seconds")
    total = 0
    for part in parts:
        total = 60 * total + int(part[:9])
    if total > SECONDS_MOST:
        raise BadRow("the length is not a number of seconds")
    return total
