"""Who can open a recording, tried at the keys and not at a page (RC-4, RC-5)."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from haechi.blobstore.services import open_blob
from haechi.common.clock import now, today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair, open_with
from haechi.crypto.stream import open_stream
from haechi.crypto.types import DataKey
from haechi.custody.errors import NoSeat
from haechi.custody.models import DeskSeat
from haechi.custody.selectors import open_epoch
from haechi.recordings import keystore
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.errors import CannotHear, KeyGone, NotNow, NotResponsible, SamePerson
from haechi.recordings.grants import (
    end_due_grants,
    end_grant,
    grant_approver_half,
    grant_custodian_half,
    open_grant,
)
from haechi.recordings.models import Grant, RecordingFile
from haechi.recordings.opening import open_recording
from haechi.recordings.people import sign_pledge
from haechi.recordings.tests.conftest import Hall
from haechi.telephony.custody import join_halves, open_half
from haechi.telephony.places import audio_place
from haechi.telephony.types import CallId

SOUND = b"fLaC" + b"\x5a" * 4000
KEEP = 30


@pytest.fixture
def file(hall: Hall) -> RecordingFile:
    return hall.called()


@pytest.fixture
def grant(hall, file) -> Grant:
    return open_grant(
        actor=hall.keeper,
        file=file,
        grantee=hall.keeper.officer,
        ends_on=today() + timedelta(days=10),
        reference="disclosure:1",
    )


def both(hall, grant) -> Grant:
    grant_custodian_half(actor=hall.custodian, grant=grant)
    return grant_approver_half(actor=hall.approver, grant=grant)


def test_two_desks_together_let_the_grantee_hear_the_sound_as_it_was_recorded(hall, grant):
    opened = open_recording(both(hall, grant), hall.keeper.unlocked)
    assert b"".join(opened.audio()) == SOUND
    assert opened.peaks() == {"rate": 10, "left": [1, 2], "right": [3, 4]}


@pytest.mark.parametrize("give", [grant_custodian_half, grant_approver_half])
def test_one_desk_alone_opens_nothing(hall, grant, give):
    who = hall.custodian if give is grant_custodian_half else hall.approver
    given = give(actor=who, grant=grant)
    with pytest.raises(CannotHear):
        open_recording(given, hall.keeper.unlocked)


@pytest.mark.parametrize("desk", ["custodian", "approver"])
def test_the_half_of_one_desk_tells_nothing_of_the_sound(hall, file, desk):
    """With everything that one desk has, the day's key too: its half is no key, and the other does not open."""
    pair = keystore.load(hall.institution.pk, keystore.day_name(file.day_key.day))
    own = open_epoch(hall.people[desk].unlocked, getattr(file, f"{desk}_epoch_id"))
    half = open_half(getattr(file, f"{desk}_half"), pair, own)
    other = {"custodian": "approver", "approver": "custodian"}[desk]
    with pytest.raises(CannotOpen):
        open_half(getattr(file, f"{other}_half"), pair, own)
    for key in (half, join_halves(half, half), join_halves(half, bytes(32))):
        with pytest.raises(CannotOpen):
            b"".join(open_stream(io.BytesIO(_blob(file)), DataKey(key), _place(file)))


def test_a_stolen_database_with_every_file_of_secrets_opens_no_half(hall, grant):
    """What is left is an officer's private key, which only a password or a session's cookie opens."""
    given = both(hall, grant)
    file = given.file
    pair = keystore.load(hall.institution.pk, keystore.day_name(file.day_key.day))
    boxes = [file.custodian_half, file.approver_half, given.custodian_half, given.approver_half]
    for inner in (open_with(pair, box) for box in boxes):
        assert len(inner) == 32 + 48  # a half, sealed once more: to a desk, or to the grantee
        for known in (pair, new_key_pair()):
            with pytest.raises(CannotOpen):
                open_with(known, inner)
    for seat in DeskSeat.objects.filter(epoch__in=[file.custodian_epoch, file.approver_epoch]):
        with pytest.raises(CannotOpen):
            open_with(pair, seat.sealed_private)


@pytest.mark.parametrize("who", ["admin", "chief", "keeper", "head", "user", "stranger"])
@pytest.mark.parametrize("give", [grant_custodian_half, grant_approver_half])
def test_nobody_without_a_seat_gives_a_half(hall, grant, who, give):
    sign_pledge(actor=hall.people[who])
    with pytest.raises(NoSeat):
        give(actor=hall.people[who], grant=grant)
    grant.refresh_from_db()
    assert not bytes(grant.custodian_half)
    assert not bytes(grant.approver_half)


def test_a_member_of_one_desk_does_not_give_the_others_half(hall, grant):
    with pytest.raises(NoSeat):
        grant_approver_half(actor=hall.custodian, grant=grant)
    with pytest.raises(NoSeat):
        grant_custodian_half(actor=hall.approver, grant=grant)


def test_one_person_with_both_seats_still_does_not_do_both(hall, grant):
    """Should an officer ever hold both seats: the service refuses, and the row itself."""
    given = grant_custodian_half(actor=hall.custodian, grant=grant)
    with pytest.raises(SamePerson):
        grant_approver_half(actor=hall.custodian, grant=given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=given.pk).update(
            approver_by=hall.custodian.officer, approver_half=b"x" * 128
        )


def test_a_grant_opens_for_the_one_it_names_and_not_for_those_who_gave_it(hall, grant):
    given = both(hall, grant)
    for who in ("custodian", "approver", "chief", "stranger"):
        with pytest.raises(CannotHear):
            open_recording(given, hall.people[who].unlocked)


def test_without_the_pledge_of_secrecy_no_half_is_given(hall, grant):
    hall.custodian.officer.recording_pledges.all().delete()
    with pytest.raises(NotResponsible):
        grant_custodian_half(actor=hall.custodian, grant=grant)


def test_a_grant_taken_back_holds_nothing_any_more(hall, grant):
    given = both(hall, grant)
    end_grant(actor=hall.chief, grant=given)
    given.refresh_from_db()
    assert (bytes(given.custodian_half), bytes(given.approver_half)) == (b"", b"")
    with pytest.raises(CannotHear):
        open_recording(given, hall.keeper.unlocked)
    with pytest.raises(NotNow):
        grant_custodian_half(actor=hall.custodian, grant=given)


def test_a_grant_ends_by_itself_after_its_last_day(hall, grant):
    given = both(hall, grant)
    with time_machine.travel(now() + timedelta(days=11)):
        with pytest.raises(CannotHear):
            open_recording(given, hall.keeper.unlocked)
        assert end_due_grants() == 1
    given.refresh_from_db()
    assert not bytes(given.custodian_half)
    assert not bytes(given.approver_half)


def test_only_managing_persons_open_a_grant_and_only_of_their_own_institution(hall, file):
    given = {"file": file, "ends_on": today(), "reference": "x", "grantee": hall.keeper.officer}
    for who in ("head", "user", "stranger", "admin"):
        with pytest.raises(NotResponsible):
            open_grant(actor=hall.people[who], **given)
    with pytest.raises(NotNow):
        open_grant(actor=hall.keeper, **given | {"ends_on": today() - timedelta(days=1)})


def test_after_the_days_end_nobody_opens_it_not_even_with_a_copy_of_everything(hall, grant):
    """RC-4, ALL-3: database rows and sealed files from before, both desks and the grantee together."""
    given = both(hall, grant)
    file, blob = given.file, _blob(given.file)
    copies = {name: bytes(getattr(file, name)) for name in ("custodian_half", "approver_half")}
    kept = {name: bytes(getattr(given, name)) for name in ("custodian_half", "approver_half")}
    with time_machine.travel(now() + timedelta(days=KEEP + 1)):
        assert destroy_due_days() == 1
    assert _lies_nowhere(hall, file)
    RecordingFile.objects.filter(pk=file.pk).update(destroyed_on=None, blob="x/y", **copies)
    Grant.objects.filter(pk=given.pk).update(ended_at=None, **kept)
    with pytest.raises(CannotHear):
        open_recording(given, hall.keeper.unlocked)
    other = open_grant(
        actor=hall.keeper,
        file=RecordingFile.objects.get(pk=file.pk),
        grantee=hall.keeper.officer,
        ends_on=today(),
        reference="again",
    )
    with pytest.raises(KeyGone):
        grant_custodian_half(actor=hall.custodian, grant=other)
    assert blob  # the sealed file is still in the thief's hands: noise


def _lies_nowhere(hall, file) -> bool:
    with pytest.raises(KeyGone):
        keystore.load(hall.institution.pk, keystore.day_name(file.day_key.day))
    return not list(keystore._folder(hall.institution.pk).glob(file.day_key.day.isoformat()))


def _blob(file: RecordingFile) -> bytes:
    with open_blob(file.blob) as source:
        return source.read()


def _place(file: RecordingFile) -> bytes:
    return audio_place(CallId(file.call.call))
