"""What the recorder left becomes rows exactly once, whatever happens meanwhile (RC-3, RC-12)."""

from dataclasses import replace

import pytest
from django.db import OperationalError

from haechi.blobstore.services import open_blob
from haechi.common.clock import today
from haechi.crypto.sealedbox import new_key_pair
from haechi.notifications.models import Delivery
from haechi.recordings import intake
from haechi.recordings.errors import Damaged
from haechi.recordings.intake import DONE, JOURNAL, REJECTED, store, take_in
from haechi.recordings.models import Call, Notice, NoticeProof, RecordingFile
from haechi.recordings.numbers import open_number
from haechi.telephony.custody import new_recording_key
from haechi.telephony.journal import seal_record
from haechi.telephony.plan import InstitutionPlan
from haechi.telephony.types import Mode, Outcome, PhoneNumber


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_record_becomes_a_row_a_proof_and_a_blob_and_leaves_the_folder(hall):
    record = hall.record()
    sealed = (hall.folder / DONE / record.files[0].name).read_bytes()
    hall.leave(record)
    assert take_in() == 1
    call = Call.objects.get()
    assert (call.call, call.day, call.talk_seconds) == (record.call, today(), 60)
    assert (call.department, call.line, call.is_proven) == (hall.department, hall.line, True)
    assert open_number(call.caller, call.call, "caller") == "01012345678"
    file = call.files.get()
    with open_blob(file.blob) as source:
        assert source.read() == sealed
    assert call.proofs.get().notice == Notice.objects.get()
    assert names(hall.folder / DONE) == names(hall.folder / JOURNAL) == []


def test_the_same_record_twice_is_one_row(hall):
    record = hall.record()
    kept = {path: path.read_bytes() for path in (hall.folder / DONE).iterdir()}
    hall.leave(record)
    hall.leave(record)
    assert take_in() == 1
    for path, content in kept.items():  # a worker killed before it removed the files
        path.write_bytes(content)
    hall.leave(record)
    assert take_in() == 0
    assert (Call.objects.count(), RecordingFile.objects.count()) == (1, 1)
    assert names(hall.folder / DONE) == names(hall.folder / JOURNAL) == []


def test_while_the_database_is_away_everything_waits_and_comes_later(hall, monkeypatch):
    hall.leave(hall.record())

    def away(*_args, **_values):
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "_row", away)
        with pytest.raises(OperationalError):
            take_in()
    assert len(names(hall.folder / JOURNAL)) == 1
    assert len(names(hall.folder / DONE)) == 2
    assert take_in() == 1


def test_numbers_stand_nowhere_as_they_are(hall):
    call = hall.called().call
    row = repr([bytes(value) for value in Call.objects.values_list("caller", "called").get()])
    assert "01012345678" not in row
    other = Call.objects.get(pk=call.pk)
    assert bytes(other.caller_mark) != bytes(other.called_mark)


def damage_content(hall, record):
    path = hall.folder / DONE / record.files[0].name
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    return record


def drop_file(hall, record):
    (hall.folder / DONE / record.files[0].name).unlink()
    return record


def other_institution(hall, record):
    return replace(record, institution=record.institution + 1000)


def other_name(hall, record):
    return replace(record, files=(replace(record.files[0], name="../plan.json"),))


def swapped_desks(hall, record):
    shares = record.files[0].shares
    turned = replace(
        shares, custodian_epoch=shares.approver_epoch, approver_epoch=shares.custodian_epoch
    )
    return replace(record, files=(replace(record.files[0], shares=turned),))


def foreign_day(hall, record):
    """Sealed to a key that is not the day's: it would open for nobody, ever."""
    plan: InstitutionPlan = hall.plan()
    day = replace(plan.day_key(today()), public=new_key_pair().public)
    made = new_recording_key(plan.custodian, plan.approver, day)
    return replace(record, files=(replace(record.files[0], shares=made.shares),))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (damage_content, "content"),
        (drop_file, "missing"),
        (other_institution, "institution"),
        (other_name, "name"),
        (swapped_desks, "desk"),
        (foreign_day, "day"),
    ],
)
def test_what_is_damaged_is_put_aside_with_a_reason_and_somebody_is_told(hall, change, reason):
    hall.leave(change(hall, hall.record()))
    assert take_in() == 0
    assert not Call.objects.exists()
    aside = hall.folder / REJECTED
    (told,) = aside.glob("*.reason")
    assert told.read_text() == f"{reason}\n"
    assert (aside / f"{told.stem}.sealed").exists()
    officers = set(Delivery.objects.values_list("officer_id", flat=True))
    assert officers == {hall.chief.officer.pk, hall.keeper.officer.pk}


def test_what_is_no_record_is_put_aside_and_the_next_one_is_taken_in(hall):
    journal = hall.folder / JOURNAL
    journal.mkdir(parents=True)
    (journal / "0-torn.sealed").write_bytes(b"half a rec")
    record = hall.record()
    (journal / "1-foreign.sealed").write_bytes(seal_record(record, new_key_pair().public))
    hall.leave(record)
    assert take_in() == 1
    assert names(hall.folder / REJECTED) == [
        "0-torn.reason", "0-torn.sealed", "1-foreign.reason", "1-foreign.sealed",
    ]  # fmt: skip


def test_two_exchanges_that_tell_one_session_make_one_entry_the_longest(hall):
    short = hall.record(mode=Mode.SIPREC, session="s1", notices=())
    begun = short.begun_at
    long = hall.record(mode=Mode.SIPREC, session="s1", notices=(), ended_at=begun + 90)
    for record in (short, long):
        hall.leave(record)
    assert take_in() == 2
    stands = Call.objects.get(call=long.call)
    assert Call.objects.get(call=short.call).linked_to == stands
    assert stands.linked_to is None


def test_an_imported_file_twice_is_one_recording(hall):
    given = {"mode": Mode.IMPORTED, "session": "ab" * 32, "notices": ()}
    for record in (hall.record(**given), hall.record(**given)):
        hall.leave(record)
    assert take_in() == 1
    assert Call.objects.count() == 1
    assert names(hall.folder / DONE) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda record: replace(record, notices=()),
        lambda record: replace(record, notices=(replace(record.notices[0], complete=False),)),
        lambda record: replace(record, files=(replace(record.files[0], begun_ms=900),)),
    ],
)
def test_a_recording_without_a_whole_notice_before_it_is_kept_marked_and_told(hall, change):
    """RC-3: it must not happen; where it does nobody may look away, and nothing is lost either."""
    hall.leave(change(hall.record()))
    assert take_in() == 1
    assert not Call.objects.get().is_proven
    assert Delivery.objects.filter(subject__contains="notice-unproven").exists()


def test_a_notice_that_the_institution_never_had_proves_nothing(hall):
    record = hall.record()
    hall.leave(replace(record, notices=(replace(record.notices[0], sha256="00" * 32),)))
    assert take_in() == 1
    assert not Call.objects.get().is_proven
    assert not NoticeProof.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.LEFT_IN_NOTICE, Outcome.BUSY, Outcome.NO_ANSWER])
def test_a_call_without_a_word_is_a_row_without_a_file(hall, outcome):
    record = hall.record(files=(), outcome=outcome, connected_at=None)
    hall.leave(record)
    assert take_in() == 1
    call = Call.objects.get()
    assert (call.outcome, call.files_count, call.talk_seconds) == (outcome, 0, 0)


def test_a_withheld_number_and_an_odd_one_are_no_fault(hall):
    for caller in ("anonymous", "", "9" * 60):
        hall.leave(hall.record(caller=PhoneNumber(caller)))
    assert take_in() == 3


def test_nothing_stays_in_the_store_of_a_record_that_was_refused(hall, monkeypatch):
    record = hall.record()
    (hall.folder / DONE / record.files[0].peaks).unlink()
    deleted = []
    monkeypatch.setattr("haechi.recordings.filing.delete_blob", deleted.append)
    with pytest.raises(Damaged):
        store(record, hall.folder / DONE)
    assert len(deleted) == 1
