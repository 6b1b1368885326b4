"""Session rows are sealed: in a stolen database they tell neither who works nor a half-made second factor.

`SessionStore` makes this module the site's session engine.
"""

import json
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from haechi.common.statements import Statement
from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey

_PLACE = place("staff", "session")


class SealedSerializer:
    """Django session serializer: JSON under the zone's key."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        return bytes(seal(_key(), json.dumps(obj).encode(), _PLACE))

    def loads(self, data: bytes) -> dict[str, Any]:
        """Raises SuspiciousOperation, which Django answers with an empty session."""
        try:
            values: dict[str, Any] = json.loads(open_sealed(_key(), data, _PLACE))
        except CannotOpen:
            raise SuspiciousOperation from None
        return values


_row = Statement(
    lambda key: Session.objects.filter(pk=key).values_list("session_data", "expire_date"), str
)


def session_row(key: str) -> str | None:
    """The sealed values of a session that has not ended."""
    for data, ends in _row(key):
        if ends > timezone.now():
            return str(data)
    return None


class SessionStore(db.SessionStore):
    """Django's, read by a query that is not put together at every request."""

    def load(self) -> dict[str, Any]:
        data = session_row(self.session_key or "")
        if data is None:
            self._session_key = None
            return {}
        return dict(self.decode(data))


def _key() -> DataKey:
    return DataKey(blake2b(settings.ZONE_KEY, person=b"staff session", digest_size=32).digest())


def end_sessions_of(account_id: int, *, keep: str = "") -> int:
    """End every session of the account but the one with key `keep`; return how many ended."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.session_key == keep:
            continue
        if session.get_decoded().get("_auth_user_id") == str(account_id):
            session.delete()
            ended += 1
    return ended
