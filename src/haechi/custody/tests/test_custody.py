"""Desks, epochs, seats and recovery: who can open what, and from when on no more (design §4)."""

import pytest
from django.db import IntegrityError, transaction

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of, new_key_pair, open_with, seal_to
from haechi.crypto.shares import join_key
from haechi.crypto.types import PrivateKey
from haechi.custody.errors import DeskEmpty, ForeignOfficer, NoSeat
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer
from haechi.custody.selectors import current_epoch, intake_members, members, on_duty, open_epoch
from haechi.custody.services import (
    admit,
    make_recovery_shares,
    open_new_epoch,
    remove_from_desks,
    staff_desk,
)
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.testing import StaffedInstitution, make_institution, make_officer

pytestmark = pytest.mark.django_db
INTAKE = DeskFunction.INTAKE


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def row(officer: UnlockedOfficer) -> Officer:
    return Officer.objects.get(pk=officer.officer_id)


def opens_with_any_seat(officer: UnlockedOfficer, secret: bytes) -> bool:
    """Try every seat row of the whole database with this officer's private key."""
    for seat in DeskSeat.objects.all():
        try:
            pair = key_pair_of(PrivateKey(open_with(officer.pair, seat.sealed_private)))
            open_with(pair, secret)
        except CannotOpen:
            continue
        return True
    return False


def test_every_member_opens_what_is_sealed_to_the_desk(staffed):
    epoch = current_epoch(staffed.institution, INTAKE)
    sealed = seal_to(bytes(epoch.public_key), b"data key")
    for officer in staffed.officers:
        assert open_with(open_epoch(officer, epoch.pk), sealed) == b"data key"
    assert set(members(epoch)) == {row(officer) for officer in staffed.officers}


def test_an_officer_without_a_seat_opens_nothing(staffed):
    outsider = make_officer(staffed.institution, name="최민준")
    epoch = current_epoch(staffed.institution, INTAKE)
    with pytest.raises(NoSeat):
        open_epoch(outsider, epoch.pk)
    assert not opens_with_any_seat(outsider, seal_to(bytes(epoch.public_key), b"x"))


def test_a_seat_opens_only_with_the_private_key_it_was_sealed_to(staffed):
    kim, _ = staffed.officers
    epoch = current_epoch(staffed.institution, INTAKE)
    impostor = UnlockedOfficer(kim.officer_id, kim.institution_id, new_key_pair())
    with pytest.raises(CannotOpen):
        open_epoch(impostor, epoch.pk)


def test_a_desk_has_one_current_epoch_and_numbers_without_gaps(staffed):
    kim, lee = (row(officer) for officer in staffed.officers)
    for people in ([kim], [kim, lee], [lee]):
        staff_desk(institution=staffed.institution, function=INTAKE, officers=people)
    epochs = DeskEpoch.objects.order_by("number")
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4]
    assert [epoch.is_current for epoch in epochs] == [False, False, False, True]
    assert len({bytes(epoch.public_key) for epoch in epochs}) == 4


def test_the_database_itself_allows_one_current_epoch_a_desk(staffed):
    desk = Desk.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskEpoch.objects.create(desk=desk, number=9, public_key=b"x" * 32)


def test_a_removed_officer_opens_neither_what_comes_nor_what_was(staffed):
    kim, lee = staffed.officers
    old = current_epoch(staffed.institution, INTAKE)
    remove_from_desks(officer=row(kim))
    new = current_epoch(staffed.institution, INTAKE)
    assert new.pk != old.pk
    assert bytes(new.public_key) != bytes(old.public_key)
    for epoch in (old, new):
        sealed = seal_to(bytes(epoch.public_key), b"data key")
        with pytest.raises(NoSeat):
            open_epoch(kim, epoch.pk)
        assert not opens_with_any_seat(kim, sealed)
        assert open_with(open_epoch(lee, epoch.pk), sealed) == b"data key"


def test_a_removed_officer_who_kept_the_old_desk_key_cannot_open_what_is_sealed_afterwards(staffed):
    kim, _ = staffed.officers
    kept = open_epoch(kim, current_epoch(staffed.institution, INTAKE).pk)
    remove_from_desks(officer=row(kim))
    sealed = seal_to(bytes(current_epoch(staffed.institution, INTAKE).public_key), b"data key")
    with pytest.raises(CannotOpen):
        open_with(kept, sealed)


def test_removal_opens_a_new_epoch_at_every_desk_the_officer_sat_at(staffed):
    kim, lee = (row(officer) for officer in staffed.officers)
    staff_desk(
        institution=staffed.institution, function=DeskFunction.PROTECTION, officers=[kim, lee]
    )
    staff_desk(
        institution=staffed.institution, function=DeskFunction.RECORDING_CUSTODIAN, officers=[lee]
    )
    assert len(remove_from_desks(officer=kim)) == 2
    numbers = dict(
        DeskEpoch.objects.filter(is_current=True).values_list("desk__function", "number")
    )
    assert numbers == {"intake": 2, "protection": 2, "recording-custodian": 1}


def test_when_the_last_member_goes_nothing_can_be_sealed_to_the_desk(staffed):
    for officer in staffed.officers:
        remove_from_desks(officer=row(officer))
    with pytest.raises(DeskEmpty):
        current_epoch(staffed.institution, INTAKE)
    assert not intake_members(staffed.institution).exists()


def test_a_desk_whose_members_are_all_inactive_counts_as_empty(staffed):
    Officer.objects.update(is_active=False)
    with pytest.raises(DeskEmpty):
        current_epoch(staffed.institution, INTAKE)
    assert not on_duty(staffed.category).exists()


def test_a_newcomer_gets_every_epoch_that_the_admitting_member_can_open(staffed):
    kim, lee = staffed.officers
    desk = Desk.objects.get()
    open_new_epoch(desk=desk, officers=[row(kim), row(lee)])
    open_new_epoch(desk=desk, officers=[row(lee)])
    newcomer = make_officer(staffed.institution, name="박서준")
    assert admit(desk=desk, newcomer=row(newcomer), by=kim) == 2
    opened = [
        epoch.number
        for epoch in DeskEpoch.objects.order_by("number")
        if DeskSeat.objects.filter(epoch=epoch, officer_id=newcomer.officer_id).exists()
        and open_epoch(newcomer, epoch.pk)
    ]
    assert opened == [1, 2]
    assert admit(desk=desk, newcomer=row(newcomer), by=lee) == 3
    assert open_epoch(newcomer, current_epoch(staffed.institution, INTAKE).pk)


def test_nobody_without_a_seat_can_admit_anybody(staffed):
    outsider = make_officer(staffed.institution, name="최민준")
    newcomer = make_officer(staffed.institution, name="박서준")
    assert admit(desk=Desk.objects.get(), newcomer=row(newcomer), by=outsider) == 0
    assert not DeskSeat.objects.filter(officer_id=newcomer.officer_id).exists()


def test_an_officer_of_another_institution_never_gets_a_seat(staffed):
    other = make_institution("hanbit-care", name_ko="한빛어린이집", name_en="Hanbit Day Care")
    kim, stranger = staffed.officers[0], row(other.officers[0])
    desk = Desk.objects.get(institution=staffed.institution)
    with pytest.raises(ForeignOfficer):
        admit(desk=desk, newcomer=stranger, by=kim)
    with pytest.raises(ForeignOfficer):
        staff_desk(institution=staffed.institution, function=INTAKE, officers=[row(kim), stranger])
    assert not DeskSeat.objects.filter(epoch__desk=desk, officer=stranger).exists()
    assert current_epoch(staffed.institution, INTAKE).number == 1


def test_an_inactive_officer_never_gets_a_seat(staffed):
    kim, lee = staffed.officers
    Officer.objects.filter(pk=lee.officer_id).update(is_active=False)
    with pytest.raises(ForeignOfficer):
        open_new_epoch(desk=Desk.objects.get(), officers=[row(kim), row(lee)])


# Recovery


def test_two_of_three_shares_open_every_epoch_made_after_them(staffed):
    shares = make_recovery_shares(institution=staffed.institution)
    epoch = staff_desk(
        institution=staffed.institution, function=INTAKE, officers=[row(staffed.officers[0])]
    )
    sealed = seal_to(bytes(epoch.public_key), b"data key")
    recovered = key_pair_of(join_key(shares[1:]))
    assert recovered.public == bytes(staffed.institution.recovery_public_key)
    desk_pair = key_pair_of(open_with(recovered, epoch.recovery_seal))
    assert open_with(desk_pair, sealed) == b"data key"


def test_shares_and_private_halves_are_stored_nowhere(staffed):
    shares = make_recovery_shares(institution=staffed.institution)
    private = join_key(shares[:2])
    staffed.institution.refresh_from_db()
    for value in staffed.institution.__dict__.values():
        assert value != private
    assert all(share not in str(staffed.institution.__dict__) for share in shares)


def test_an_institution_without_shares_has_epochs_without_recovery(staffed):
    assert current_epoch(staffed.institution, INTAKE).recovery_seal is None


def test_a_seat_row_holds_80_bytes_and_no_private_key_in_the_clear(staffed):
    kim = staffed.officers[0]
    epoch = current_epoch(staffed.institution, INTAKE)
    private = open_epoch(kim, epoch.pk).private
    for seat in DeskSeat.objects.all():
        assert len(bytes(seat.sealed_private)) == 80
        assert private not in bytes(seat.sealed_private)
