"""What no officer did: the row in the trail is the worker's."""

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import WORKER
from haechi.disclosures.models import Request


def leave_step(row: Request, step: str) -> None:
    record(
        actor=WORKER,
        action=Action.DISCLOSURE_STEP,
        subject=row.reference,
        institution_id=row.institution_id,
        detail={"step": step},
    )
