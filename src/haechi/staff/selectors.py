"""Reading accounts; officers' addresses for the worker."""

import json
from dataclasses import dataclass, field

from haechi.crypto.sealedbox import open_with
from haechi.crypto.types import KeyPair
from haechi.staff.models import Account


@dataclass(frozen=True)
class Contact:
    phone: str = field(repr=False)
    email: str = field(repr=False)


def contact_of(officer_id: int, outbox: KeyPair) -> Contact | None:
    """The addresses of an active officer; None where the officer was removed meanwhile."""
    account = Account.objects.filter(officer_id=officer_id, is_active=True).first()
    if account is None:
        return None
    found: dict[str, str] = json.loads(open_with(outbox, account.contact))
    for name, changed in (("phone", account.own_phone), ("email", account.own_email)):
        if changed:
            found[name] = open_with(outbox, bytes(changed)).decode()
    return Contact(**found)
