"""The closing chunk's JSON: what was counted on each leg."""

import dataclasses
import json

from haechi.telephony.records import LegCounts
from haechi.telephony.types import Codec, Leg


def encode_counts(counts: tuple[LegCounts, ...]) -> bytes:
    return json.dumps({"counts": [dataclasses.asdict(each) for each in counts]}).encode()


def decode_counts(body: bytes) -> tuple[LegCounts, ...]:
    """Raises ValueError, KeyError or TypeError where `encode_counts` did not make it."""
    return tuple(
        LegCounts(
            **{
                **fields,
                "leg": Leg(fields["leg"]),
                "codec": None if fields["codec"] is None else Codec(fields["codec"]),
            }
        )
        for fields in json.loads(body)["counts"]
    )
