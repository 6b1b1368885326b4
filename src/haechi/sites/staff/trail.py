"""Who acts and from where, for the trail."""

from django.http import HttpRequest

from haechi.audit.types import Actor
from haechi.staff.models import Account


def place_of(request: HttpRequest) -> str:
    """The officer's address (접속지). The server must be told by its proxy; see docs/operations."""
    return str(request.META.get("REMOTE_ADDR", ""))


def actor_of(account: Account, request: HttpRequest) -> Actor:
    return Actor(
        officer_id=account.officer_id,
        name=f"{account.username} {account.officer.name}",
        place=place_of(request),
        institution_id=account.officer.institution_id,
    )
