"""A one-time code is good once, whichever process it is given to (RFC 6238 §5.2).

allauth remembers used codes in the cache of the process that took them. Several staff processes share the
database and nothing else, so the row there decides.
"""

from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import transaction

from haechi.common.clock import now
from haechi.staff.models import Account, UsedCode

KEPT = timedelta(minutes=5)  # a code is valid for 30 seconds; clocks of machines differ


@transaction.atomic
def use_once(*, account: Account, code: str) -> bool:
    """Take the code; False where it was taken before. The row holds a keyed hash, never the code."""
    moment = now()
    UsedCode.objects.filter(account=account, used_at__lt=moment - KEPT).delete()
    _row, is_new = UsedCode.objects.get_or_create(
        account=account, digest=_digest(code), defaults={"used_at": moment}
    )
    return is_new


def _digest(code: str) -> bytes:
    typed = "".join(code.split())
    return blake2b(
        typed.encode(), key=settings.ZONE_KEY[:64], person=b"haechi used code", digest_size=16
    ).digest()
