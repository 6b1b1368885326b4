"""Report keys whose first sign no real report key has, so that neither is tried against the other's rows."""

import unicodedata
from dataclasses import dataclass

from haechi.crypto.credentials import KEY_LENGTH, MalformedKey, draw_report_key, read_report_key
from haechi.crypto.types import ReportKey

_STAND_IN = "2"  # a sign of the real alphabet, to read the other five by its rules


@dataclass(frozen=True)
class MarkedKeys:
    """`mark`: the first sign; `alike`: the letters that are taken for it."""

    mark: str
    alike: str

    def draw(self, stream: bytes) -> ReportKey:
        """`stream`: at least 16 bytes of keyed hash."""
        return ReportKey(self.mark + draw_report_key(stream)[1:])

    def read(self, typed: str) -> ReportKey:
        """Understand what a person typed.

        Raises:
            MalformedKey: it cannot be one of these keys.
        """
        folded = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed))).upper()
        if len(folded) != KEY_LENGTH or folded[0] not in self.mark + self.alike:
            raise MalformedKey
        return ReportKey(self.mark + read_report_key(_STAND_IN + folded[1:])[1:])

    def fits(self, typed: str) -> bool:
        try:
            self.read(typed)
        except MalformedKey:
            return False
        return True
