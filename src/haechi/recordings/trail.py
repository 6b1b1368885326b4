"""The one row that each act leaves, the last line of its service."""

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.staff.types import OfficerAtWork


def leave_row(
    actor: OfficerAtWork, action: Action, *, subject: str = "", **detail: str | int | bool
) -> None:
    """`detail`: kinds, keys and counts, never a number of a party."""
    record(
        actor=actor.trail,
        action=action,
        subject=subject or f"institution:{actor.officer.institution_id}",
        detail=detail,
    )
