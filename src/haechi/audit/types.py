"""Who acts, as the trail sees them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """An officer at work, from one place; `officer_id` is None for the command line and for the worker."""

    officer_id: int | None
    name: str
    place: str
    institution_id: int | None


WORKER = Actor(officer_id=None, name="worker", place="worker", institution_id=None)


def command_line(user: str) -> Actor:
    """The operator at the server's console."""
    return Actor(officer_id=None, name=f"console:{user}", place="console", institution_id=None)
