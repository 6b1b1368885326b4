"""A thief with a whole server and what some people know: opens what can be opened, and tries again with that.

Every binary value of the database is taken for a sealed box, every opened one for a key or for a box within.
"""

import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField

from haechi.blobstore.services import open_blob
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_from_seed, key_pair_of, open_with
from haechi.crypto.stream import open_stream
from haechi.crypto.types import DataKey, PrivateKey
from haechi.recordings.models import RecordingFile
from haechi.telephony.custody import join_halves
from haechi.telephony.places import audio_place
from haechi.telephony.types import CallId

KEY, BOX = 32, 48


def sealed_values() -> set[bytes]:
    """Of every table."""
    found: set[bytes] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, BinaryField):
                found |= {
                    bytes(value)
                    for value in model.objects.values_list(field.name, flat=True)
                    if value
                }
    return found


def secrets_of_the_server() -> Iterator[bytes]:
    """Every file that is a key, of every zone, and the keys of days."""
    for folder in (Path(settings.DAY_KEY_DIR), Path(settings.SECRETS_DIR)):
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size == KEY:
                yield path.read_bytes()


def everything_opened(values: set[bytes], known: Iterable[bytes]) -> set[bytes]:
    """Every 32 bytes that somebody gets to who begins with `known`."""
    boxes, keys, tried = {value for value in values if len(value) > BOX}, set(known), set()
    while untried := set(itertools.product(keys, boxes)) - tried:
        inside = {plain for key, box in untried for plain in _opened(key, box)}
        boxes |= {plain for plain in inside if len(plain) > BOX}
        keys |= {plain for plain in inside if len(plain) == KEY}
        tried |= untried
    return keys


def hears(file: RecordingFile, keys: Iterable[bytes], blob: bytes | None = None) -> bytes | None:
    """The recording, by any of the keys or any two of them joined."""
    if blob is None:
        with open_blob(file.blob) as source:
            blob = source.read()
    known = sorted(set(keys))
    joined = (join_halves(one, other) for one, other in itertools.combinations(known, 2))
    for key in itertools.chain(known, joined):
        try:
            return b"".join(
                open_stream(io.BytesIO(blob), DataKey(key), audio_place(CallId(file.call.call)))
            )
        except CannotOpen:
            continue
    return None


def _opened(secret: bytes, box: bytes) -> Iterator[bytes]:
    for pair in (key_pair_of(PrivateKey(secret)), key_pair_from_seed(secret)):
        try:
            yield open_with(pair, box)
        except CannotOpen:
            continue
