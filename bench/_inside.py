"""What benches do inside an installation, in a process of its own: `_inside.py desk|due|destroy …`.

Prints one JSON object.
"""

import io
import json
import secrets
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import _path  # noqa: F401
import django

django.setup()

from django.conf import settings  # noqa: E402

from haechi.blobstore.services import write_blob  # noqa: E402
from haechi.common.clock import today  # noqa: E402
from haechi.crypto.aead import new_data_key  # noqa: E402
from haechi.crypto.stream import seal_stream  # noqa: E402
from haechi.demo.people import _at_work  # noqa: E402
from haechi.demo.signins import read_sign_ins  # noqa: E402
from haechi.inbox.leaving import remove_officer  # noqa: E402
from haechi.institutions.models import Institution  # noqa: E402
from haechi.jobs.destruction import destroy_due_reports  # noqa: E402
from haechi.reports.models import Attachment, Report  # noqa: E402
from haechi.reports.states import ReportState  # noqa: E402
from haechi.staff.administration import admit_to_intake  # noqa: E402
from haechi.staff.models import Account  # noqa: E402
from haechi.staff.services import NewOfficer, create_officer  # noqa: E402
from haechi.staff.types import Role  # noqa: E402

MAIN = "hanbit"
FILE_BYTES = 20 * 1024


def desk(rounds: int) -> dict[str, list[float]]:
    """Seconds of giving somebody a seat, and of taking it with all else (a new epoch)."""
    sign_ins = read_sign_ins(Path(settings.DATA_DIR))
    assert sign_ins is not None
    signed = next(each for each in sign_ins.officers if each.role == Role.HEAD)
    actor = _at_work(Account.objects.get(username=signed.user), signed.password)
    institution = Institution.objects.get(pk=actor.officer.institution_id)
    added, removed = [], []
    for _ in range(rounds):
        name = f"bench-{secrets.token_hex(4)}"
        new = NewOfficer(username=name, password=secrets.token_urlsafe(16), name="이새봄",
                         position="주무관", role=Role.OFFICER, phone="010-0000-0000",
                         email=f"{name}@hanbit.example")  # fmt: skip
        account = create_officer(actor=actor.trail, institution=institution, new=new)
        added.append(timed(lambda: admit_to_intake(actor=actor, newcomer=account.officer)))  # noqa: B023
        removed.append(timed(lambda: remove_officer(actor=actor.trail, account=account)))  # noqa: B023
    return {"added": added, "removed": removed}


def due(count: int) -> dict[str, int]:
    """Make `count` reports due for destruction, each with a sealed file."""
    institution = Institution.objects.get(slug=MAIN)
    long_ago = today() - timedelta(days=institution.retention_days + 1)
    keys = list(
        Report.objects.filter(institution=institution, attachments__isnull=True)
        .order_by("number").values_list("pk", flat=True)[:count]
    )  # fmt: skip
    plain = secrets.token_bytes(FILE_BYTES)
    for start in range(0, len(keys), 500):
        batch = keys[start : start + 500]
        Report.objects.filter(pk__in=batch).update(state=ReportState.DONE, state_on=long_ago)
        Attachment.objects.bulk_create(
            Attachment(
                id=uuid.uuid4(), report_id=key, position=1, sealed_key=secrets.token_bytes(72),
                sealed_meta=secrets.token_bytes(296),
                blob=write_blob(seal_stream(io.BytesIO(plain), new_data_key(), b"bench")),
            )
            for key in batch
        )  # fmt: skip
    return {"due": len(keys)}


def destroy() -> dict[str, float]:
    begun = time.perf_counter()
    count = destroy_due_reports()
    return {"count": count, "seconds": time.perf_counter() - begun}


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    act, *numbers = sys.argv[1:]
    known: dict[str, Callable[..., object]] = {"desk": desk, "due": due, "destroy": destroy}
    print(json.dumps(known[act](*map(int, numbers))))
