"""What happened to a request, in its order, with the words that came with each step (RC-7)."""

from dataclasses import dataclass, field

from haechi.crypto.types import DataKey
from haechi.disclosures.models import Decision, Request
from haechi.disclosures.sealing import text_of


@dataclass(frozen=True)
class CourseLine:
    """`reason`: why it was refused, what was asked for or supplied; empty of an approval."""

    decision: Decision
    reason: str = field(repr=False)


def course_of(request: Request, key: DataKey) -> list[CourseLine]:
    """Raises CannotOpen: not the request's key."""
    rows = request.decisions.select_related("officer")
    return [CourseLine(each, text_of(key, request, "reason", each.reason)) for each in rows]
