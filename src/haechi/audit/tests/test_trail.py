"""The trail: one row an access, chained; a change, a removal or an insertion shows (ALL-2)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.chain import START, Head, read_head, row_mac, verify, write_head
from haechi.audit.models import AuditEntry, AuditHead
from haechi.audit.selectors import trail_of, verify_trail
from haechi.audit.services import record
from haechi.audit.types import Actor, command_line

pytestmark = pytest.mark.django_db

KIM = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)


@pytest.fixture(autouse=True)
def head_file(tmp_path: Path, settings) -> Path:
    path = tmp_path / "audit-head"
    settings.AUDIT_HEAD_FILE = path
    return path


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what follows the commit, without a flush of the whole database for each test."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def five(committed) -> list[AuditEntry]:
    with committed():
        return [
            record(actor=KIM, action=Action.REPORT_OPENED, subject=f"report:{n}", detail={"n": n})
            for n in range(1, 6)
        ]


def remac(key: bytes) -> None:
    """What a thief with the key would do: chain every row again."""
    previous = START
    for entry in AuditEntry.objects.order_by("sequence"):
        entry.previous = previous
        entry.mac = row_mac(entry, key=key)
        AuditEntry.objects.filter(pk=entry.pk).update(previous=entry.previous, mac=entry.mac)
        previous = entry.mac


def test_an_untouched_trail_holds(five):
    verdict = verify_trail()
    assert verdict.holds
    assert verdict.rows == 5


def test_an_empty_trail_holds_without_an_anchor():
    assert verify_trail().holds


def test_a_row_says_who_when_where_whose_and_what(five):
    entry = AuditEntry.objects.get(sequence=3)
    assert (entry.actor_id, entry.actor_name, entry.place) == (7, "김한결", "192.0.2.7")
    assert (entry.institution_id, entry.action, entry.subject) == (1, "report.opened", "report:3")
    assert entry.at.tzinfo is not None


CHANGES = {
    "sequence": 99,
    "institution_id": 2,
    "actor_id": 8,
    "actor_name": "이도윤",
    "place": "192.0.2.8",
    "action": Action.SIGN_IN,
    "subject": "report:9",
    "detail": {"n": 9},
    "previous": b"x" * 32,
    "mac": b"x" * 32,
}


@pytest.mark.parametrize("field", [*CHANGES, "at"])
def test_a_change_of_any_column_is_found(five, field):
    value = CHANGES.get(field, five[2].at + timedelta(microseconds=1))
    AuditEntry.objects.filter(sequence=3).update(**{field: value})
    verdict = verify_trail()
    assert not verdict.holds
    assert verdict.broken_at == 3


def test_every_column_is_under_the_mac():
    covered = {*CHANGES, "at"}
    assert {field.name for field in AuditEntry._meta.get_fields()} == covered


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_row_is_found_wherever_it_stood(five, number):
    AuditEntry.objects.filter(sequence=number).delete()
    verdict = verify_trail()
    assert (verdict.holds, verdict.broken_at) == (False, number)


def test_rows_cut_from_the_end_are_found_though_the_rest_is_whole(five):
    AuditEntry.objects.filter(sequence__gt=3).delete()
    AuditHead.objects.update(sequence=3, mac=AuditEntry.objects.get(sequence=3).mac)
    verdict = verify_trail()
    assert (verdict.holds, verdict.broken_at) == (False, 4)
    assert "end" in verdict.reason


def test_all_rows_removed_is_found(five):
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    assert verify_trail().broken_at == 1


def test_an_inserted_row_is_found(five):
    AuditEntry.objects.filter(sequence__gte=3).delete()
    forged = AuditEntry(
        sequence=3, at=five[2].at, actor_name="x", action="a", subject="s", place=""
    )
    forged.previous, forged.detail = bytes(five[1].mac), {}
    forged.mac = row_mac(forged, key=b"not the key" * 3)
    forged.save(force_insert=True)
    assert verify_trail().broken_at == 3


def test_two_rows_that_changed_places_are_found(five):
    two, three = AuditEntry.objects.filter(sequence__in=(2, 3)).order_by("sequence")
    AuditEntry.objects.filter(sequence__in=(2, 3)).delete()
    two.sequence, three.sequence = 3, 2
    two.save(force_insert=True)
    three.save(force_insert=True)
    assert verify_trail().broken_at == 2


def test_a_chain_written_anew_with_another_key_is_found(five, settings):
    AuditEntry.objects.filter(sequence=2).update(subject="report:0")
    remac(b"k" * 32)
    assert verify_trail().broken_at == 1


def test_a_chain_written_anew_with_the_stolen_key_is_found_by_the_anchor(five, settings):
    AuditEntry.objects.filter(sequence=2).update(subject="report:0")
    remac(settings.AUDIT_KEY)
    verdict = verify_trail()
    assert (verdict.holds, verdict.broken_at) == (False, 5)
    assert "anchored" in verdict.reason


# The anchor outside the database


def test_the_anchor_follows_the_last_row_and_only_its_owner_reads_it(five, head_file, settings):
    assert read_head(head_file, key=settings.AUDIT_KEY) == Head(5, bytes(five[4].mac))
    assert head_file.stat().st_mode & 0o777 == 0o600


def test_an_older_head_never_replaces_a_newer_one(five, head_file, settings):
    write_head(head_file, Head(2, b"x" * 32), key=settings.AUDIT_KEY)
    assert read_head(head_file, key=settings.AUDIT_KEY).sequence == 5


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"a b c d", b"5 " + b"0" * 64 + b" " + b"0" * 64]
)
@pytest.mark.django_db(transaction=True)
def test_a_forged_or_broken_anchor_is_told_and_stops_nobody(five, head_file, content):
    head_file.write_bytes(content)
    assert verify_trail().reason == "the anchored head of the trail was changed"
    assert record(actor=KIM, action=Action.SIGN_OUT, subject="account:1").sequence == 6
    assert head_file.read_bytes() == content


def test_an_anchor_with_a_changed_number_is_told(five, head_file):
    head_file.write_text(head_file.read_text().replace("5 ", "4 ", 1))
    assert not verify_trail().holds


def test_a_missing_anchor_is_told_because_rows_could_be_missing_too(five, head_file):
    head_file.unlink()
    verdict = verify_trail()
    assert not verdict.holds
    assert "missing" in verdict.reason


def test_an_anchor_that_lags_behind_a_crash_is_no_alarm(five, head_file, settings):
    head_file.unlink()
    write_head(head_file, Head(4, bytes(five[3].mac)), key=settings.AUDIT_KEY)
    assert verify_trail().holds


def test_verification_reads_rows_as_a_stream(five, settings):
    rows = AuditEntry.objects.order_by("sequence").iterator()
    assert verify(rows, key=settings.AUDIT_KEY, head=None).rows == 5


# Appending


@pytest.mark.django_db(transaction=True)
def test_a_row_of_a_transaction_that_fails_is_neither_stored_nor_anchored(head_file):
    with transaction.atomic():
        record(actor=KIM, action=Action.SIGN_IN, subject="account:1")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
    assert not head_file.exists()
    assert record(actor=KIM, action=Action.SIGN_IN, subject="account:1").sequence == 1


def test_long_names_are_cut_and_still_verify(committed):
    actor = Actor(None, "가" * 500, "x" * 500, None)
    with committed():
        record(actor=actor, action=Action.SIGN_IN_FAILED, subject="s" * 500)
    assert verify_trail().holds


def test_the_command_line_is_an_actor_without_an_address():
    record(actor=command_line("root"), action=Action.OFFICER_CREATED, subject="officer:1")
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.actor_name, entry.place) == (None, "console:root", "console")


def test_an_institution_sees_its_own_rows_newest_first(five):
    record(actor=Actor(9, "x", "", 2), action=Action.SIGN_IN, subject="account:9")
    assert [entry.sequence for entry in trail_of(1)] == [5, 4, 3, 2, 1]


def test_details_are_kinds_and_counts_in_plain_json(five):
    stored = AuditEntry.objects.values_list("detail", flat=True)
    assert json.loads(json.dumps(list(stored))) == [{"n": n} for n in range(1, 6)]
