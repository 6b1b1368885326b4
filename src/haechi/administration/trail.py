"""The one row that each change of settings leaves in the trail."""

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.staff.types import OfficerAtWork


def settings_changed(actor: OfficerAtWork, kind: str, what: str | int) -> None:
    """`what` names the thing (a code, a kind, a day, a key), never what was written."""
    record(
        actor=actor.trail,
        action=Action.SETTINGS_CHANGED,
        subject=f"institution:{actor.officer.institution_id}",
        detail={kind: what},
    )
