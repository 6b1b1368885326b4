"""P-29: after its last day no recording opens, for nobody together, also not from a backup made before."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from tests.promises.kept import contents
from tests.promises.thief import everything_opened, hears, sealed_values, secrets_of_the_server
from tests.promises.world import World

from haechi.blobstore.services import open_blob
from haechi.common.clock import now
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.tests.conftest import Hall

KEPT, SOUND = 30, b"fLaC" + b"\x5a" * 4000


def test_with_every_key_of_everybody_and_a_copy_from_before_nothing_opens(hall: Hall):
    file = hall.called()
    with open_blob(file.blob) as source:
        blob = source.read()
    copy, people = sealed_values(), [bytes(p.unlocked.pair.private) for p in hall.people.values()]
    before = everything_opened(copy, [*secrets_of_the_server(), *people])
    assert hears(file, before, blob) == SOUND, "the control: until then all of them together do"
    with time_machine.travel(now() + timedelta(days=KEPT)):
        assert destroy_due_days() == 0, "whole on its last day"
    with time_machine.travel(now() + timedelta(days=KEPT + 1)):
        assert destroy_due_days() == 1
    after = everything_opened(copy | sealed_values(), [*secrets_of_the_server(), *people])
    assert hears(file, after, blob) is None


def test_what_is_left_of_it_is_date_length_and_office(hall: Hall):
    file = hall.called()
    with time_machine.travel(now() + timedelta(days=KEPT + 1)):
        assert destroy_due_days() == 1
    file.refresh_from_db()
    call = hall.call(file)
    assert (bytes(file.custodian_half), bytes(file.approver_half), file.blob) == (b"", b"", "")
    assert (bytes(call.caller), bytes(call.called)) == (b"", b"")
    assert (call.department_id, call.talk_seconds > 0) == (hall.department.pk, True)


@pytest.mark.process
def test_no_backup_holds_a_key_of_a_day(world: World, tmp_path: Path):
    """So the day's end is its end in every backup: what is in it was never openable without that key."""
    days = [p for p in (world.data / "secrets" / "staff" / "days").rglob("*") if p.is_file()]
    keys = [path.read_bytes() for path in days if path.stat().st_size == 32]
    assert len(keys) >= 14
    assert world.at.command("backup", str(tmp_path)).returncode == 0
    everything = b"\0".join(content for _, content in contents(tmp_path))
    assert len(everything) > 100_000
    assert not [key for key in keys if key in everything or key.hex().encode() in everything]
