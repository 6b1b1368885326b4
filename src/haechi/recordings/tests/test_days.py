"""Keys of days: made ahead, destroyed on the day, and what happens when one is gone too soon (RC-4, ALL-3)."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import now, today
from haechi.crypto.sealedbox import new_key_pair
from haechi.notifications.models import Delivery
from haechi.recordings import keystore
from haechi.recordings.days import make_days
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.errors import CannotHear, KeyGone, NotNow, NotResponsible
from haechi.recordings.grants import grant_approver_half, grant_custodian_half, open_grant
from haechi.recordings.holds import hold, release
from haechi.recordings.intake import take_in
from haechi.recordings.models import Call, DayKey, RecordingFile
from haechi.recordings.office import OfficeSettings, change_settings
from haechi.recordings.opening import open_recording
from haechi.recordings.planning import build_plan
from haechi.recordings.types import KEYS_AHEAD, AnswerChoice, AudioChoice, FullChoice
from haechi.retention.models import DestructionRecord

KEEP = 30


def later(days: int) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(days=days))


def keep(hall, days: int) -> None:
    given = OfficeSettings(
        days, AnswerChoice.ANSWER, FullChoice.CONNECT, AudioChoice.FLAC, hall.department
    )
    change_settings(actor=hall.chief, given=given)


def files(hall) -> set[str]:
    """Of days and holds."""
    found = {path.name for path in keystore._folder(hall.institution.pk).iterdir()}
    return {name for name in found if not name.startswith("import-")}


def hears(hall, file) -> bytes:
    grant = open_grant(
        actor=hall.keeper,
        file=RecordingFile.objects.get(pk=file.pk),
        grantee=hall.keeper.officer,
        ends_on=today(),
        reference=f"try:{now()}",
    )
    grant_custodian_half(actor=hall.custodian, grant=grant)
    grant_approver_half(actor=hall.approver, grant=grant)
    return b"".join(open_recording(grant, hall.keeper.unlocked).audio())


def test_keys_lie_ready_for_two_weeks_readable_by_their_owner_alone(hall):
    wanted = {str(today() + timedelta(days=ahead)) for ahead in range(KEYS_AHEAD + 1)}
    assert files(hall) == wanted
    for path in keystore._folder(hall.institution.pk).iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.stat().st_size == 32
    assert make_days() == 0
    with later(1):
        assert make_days() == 1


def test_a_private_key_of_a_day_stands_in_no_row(hall):
    for row in DayKey.objects.all():
        private = keystore.load(hall.institution.pk, keystore.day_name(row.day)).private
        assert bytes(row.public_key) != private


def test_on_the_day_the_key_goes_then_the_file_then_halves_and_numbers(hall):
    file = hall.called()
    with later(KEEP):
        assert destroy_due_days() == 0  # the thirtieth day is kept whole
    with later(KEEP + 1):
        assert destroy_due_days() == 1
        assert destroy_due_days() == 0
        day = today()
    file.refresh_from_db()
    assert (file.blob, file.peaks, bytes(file.custodian_half)) == ("", "", b"")
    assert file.destroyed_on == day
    call = Call.objects.get()
    assert (bytes(call.caller), bytes(call.called_mark)) == (b"", b"")
    assert call.department == hall.department
    (told,) = DestructionRecord.objects.all()
    assert (told.kind, told.days, told.count) == ("recording", KEEP, 1)
    assert told.numbers == [str(file.day_key.day)]
    assert AuditEntry.objects.filter(action=Action.RECORDING_DESTROYED).count() == 1


def test_a_run_that_was_killed_after_the_key_is_taken_up_by_the_next(hall, monkeypatch):
    file = hall.called()
    blob = file.blob
    with later(KEEP + 1):
        with monkeypatch.context() as patch:
            patch.setattr("haechi.recordings.destruction._delete_blobs", _killed)
            with pytest.raises(KeyboardInterrupt):
                destroy_due_days()
        assert not keystore.exists(hall.institution.pk, keystore.day_name(file.day_key.day))
        assert destroy_due_days() == 1
    assert not default_storage.exists(blob)


def _killed(_files):
    raise KeyboardInterrupt


def test_calls_without_a_recording_lose_their_numbers_on_the_same_day(hall):
    record = hall.record(files=())
    hall.leave(record)
    take_in()
    with later(KEEP + 1):
        destroy_due_days()
    assert bytes(Call.objects.get().caller) == b""


def test_a_shorter_period_holds_for_what_is_there_a_longer_one_only_for_what_comes(hall):
    keep(hall, 100)
    rows = {row.day: row.destroy_on for row in DayKey.objects.all()}
    assert rows[today()] == today() + timedelta(days=31)  # its callers were told thirty
    tomorrow = today() + timedelta(days=1)
    assert rows[tomorrow] == tomorrow + timedelta(days=101)
    keep(hall, 40)
    rows = {row.day: row.destroy_on for row in DayKey.objects.all()}
    assert rows[today()] == today() + timedelta(days=31)
    assert rows[tomorrow] == tomorrow + timedelta(days=41)


@pytest.mark.parametrize("days", [29, 3 * 366 + 1])
def test_a_period_outside_thirty_days_to_three_years_is_refused(hall, days):
    with pytest.raises(ValidationError):
        keep(hall, days)


def test_only_the_chief_officer_changes_the_period(hall):
    given = OfficeSettings(
        60, AnswerChoice.ANSWER, FullChoice.CONNECT, AudioChoice.FLAC, hall.department
    )
    for who in ("keeper", "head", "admin", "custodian"):
        with pytest.raises(NotResponsible):
            change_settings(actor=hall.people[who], given=given)


def test_a_held_recording_outlives_its_day_and_nothing_else_of_it_does(hall):
    held, other = hall.called(), hall.called()
    hold(actor=hall.chief, file=held, reason="수사기관 요청")
    with later(KEEP + 1):
        assert destroy_due_days() == 1
        other.refresh_from_db()
        assert other.destroyed_on
        assert hears(hall, held).startswith(b"fLaC")
        assert bytes(Call.objects.get(pk=held.call_id).caller)


def test_a_hold_that_ends_after_the_day_lets_the_worker_destroy_the_rest(
    hall, django_capture_on_commit_callbacks
):
    held = hall.called()
    name = hold(actor=hall.chief, file=held, reason="수사기관 요청").key_name
    with later(KEEP + 2):
        destroy_due_days()
        with django_capture_on_commit_callbacks(execute=True):
            release(actor=hall.chief, file=held)
        assert not keystore.exists(hall.institution.pk, name)
        assert destroy_due_days() == 1
    held.refresh_from_db()
    assert (held.blob, bytes(held.approver_half)) == ("", b"")


def test_a_hold_that_ends_before_the_day_leaves_the_recording_as_it_was(
    hall, django_capture_on_commit_callbacks
):
    held = hall.called()
    hold(actor=hall.chief, file=held, reason="수사기관 요청")
    with django_capture_on_commit_callbacks(execute=True):
        release(actor=hall.chief, file=held)
    assert hears(hall, held).startswith(b"fLaC")


def test_a_copy_from_before_a_hold_still_ends_with_its_day(hall):
    held = hall.called()
    before = {n: bytes(getattr(held, n)) for n in ("custodian_half", "approver_half")}
    hold(actor=hall.chief, file=held, reason="수사기관 요청")
    with later(KEEP + 1):
        destroy_due_days()
        RecordingFile.objects.filter(pk=held.pk).update(**before)
        with pytest.raises((KeyGone, CannotHear)):
            hears(hall, held)


def test_an_old_database_from_a_backup_does_not_call_a_destroyed_key_lost(hall):
    file = hall.called()
    with later(KEEP + 1):
        make_days()
        destroy_due_days()
        DayKey.objects.filter(pk=file.day_key_id).update(
            destroyed_on=None, destroy_on=today() + timedelta(days=5)
        )
        make_days()
        row = DayKey.objects.get(pk=file.day_key_id)
        assert row.lost_on is None
        assert not keystore.exists(hall.institution.pk, keystore.day_name(row.day))


def test_keys_that_an_old_database_does_not_know_are_taken_as_they_are(hall):
    """The recorder has sealed to them since."""
    private = keystore.load(hall.institution.pk, keystore.day_name(today())).private
    DayKey.objects.all().delete()
    assert make_days() == KEYS_AHEAD + 1
    row = DayKey.objects.get(day=today())
    pair = keystore.load(hall.institution.pk, keystore.day_name(today()))
    assert (pair.private, pair.public) == (private, bytes(row.public_key))


def test_a_lost_key_is_told_and_another_stands_in_from_then_on(hall):
    file = hall.called()
    before = hall.plan().day_key(today())
    (keystore._folder(hall.institution.pk) / keystore.day_name(today())).unlink()
    assert make_days() == 1
    assert DayKey.objects.get(pk=file.day_key_id).lost_on == today()
    assert hall.plan().day_key(today()) != before
    assert Delivery.objects.filter(subject__contains="key-lost").exists()
    with pytest.raises(KeyGone):
        hears(hall, file)
    assert hears(hall, hall.called()).startswith(b"fLaC")


def test_a_folder_of_keys_that_is_not_there_makes_nothing_and_loses_nothing(hall, settings):
    there = settings.DAY_KEY_DIR
    settings.DAY_KEY_DIR = there / "not mounted"
    assert make_days() == 0
    assert not DayKey.objects.filter(lost_on__isnull=False).exists()
    assert Delivery.objects.filter(subject__contains="keys-missing").exists()
    settings.DAY_KEY_DIR = there
    assert build_plan().institutions


def test_half_a_key_is_put_aside_and_counts_as_lost(hall):
    path = keystore._folder(hall.institution.pk) / keystore.day_name(today())
    path.write_bytes(b"short")
    assert make_days() == 1
    assert path.stat().st_size == 32
    assert (path.parent / f"{path.name}.bad").read_bytes() == b"short"


def test_in_a_shared_folder_a_group_reads_and_nobody_else(hall, settings, tmp_path):
    """One Unix user a zone: the worker makes keys, the staff site opens with them and makes those of holds."""
    settings.DAY_KEY_DIR = tmp_path / "shared"
    settings.DAY_KEY_DIR.mkdir()
    settings.DAY_KEY_DIR.chmod(0o2770)
    keystore.create(hall.institution.pk, "hold-1")
    folder = settings.DAY_KEY_DIR / str(hall.institution.pk)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert (folder / "hold-1").stat().st_mode & 0o777 == 0o640


def test_two_that_make_the_same_key_at_once_have_the_same(hall, monkeypatch):
    """The worker's lanes do: one for the recorder's importer, one for uploads."""
    both = threading.Barrier(2, timeout=10)

    def drawn():
        pair = new_key_pair()
        both.wait()
        return pair

    monkeypatch.setattr(keystore, "new_key_pair", drawn)
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(keystore.create, hall.institution.pk, "2026-01-02") for _ in range(2)]
        pairs = {each.result().private for each in made}
    assert pairs == {keystore.load(hall.institution.pk, "2026-01-02").private}
    assert not list(keystore._folder(hall.institution.pk).glob("new-*"))


def test_a_word_that_another_zone_s_user_left_is_not_touched_again(hall):
    """0600 and hers: writing to it would fail, and the key would stay."""
    day = keystore.day_name(today())
    keystore.leave_word(hall.institution.pk, day)
    word = keystore._folder(hall.institution.pk) / f"{day}.gone"
    os.utime(word, (5, 5))
    keystore.destroy(hall.institution.pk, day)
    assert word.stat().st_mtime == 5
    assert not keystore.exists(hall.institution.pk, day)


def test_a_key_that_is_being_overwritten_is_none(hall):
    day = keystore.day_name(today())
    (keystore._folder(hall.institution.pk) / day).write_bytes(bytes(32))
    with pytest.raises(KeyGone):
        keystore.load(hall.institution.pk, day)


def test_only_the_chief_officer_holds_and_never_without_a_reason(hall):
    file = hall.called()
    for who in ("keeper", "custodian", "head", "admin", "user"):
        with pytest.raises(NotResponsible):
            hold(actor=hall.people[who], file=file, reason="까닭")
    with pytest.raises(NotNow):
        hold(actor=hall.chief, file=file, reason=" ")
