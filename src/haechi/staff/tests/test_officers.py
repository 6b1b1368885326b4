"""Officers' accounts and keys: the password opens the key, and removal ends everything (ALL-2)."""

import base64
import json
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.crypto import kdf
from haechi.crypto.kdf import OFFICER_COST
from haechi.crypto.sealedbox import key_pair_of, new_key_pair, open_with
from haechi.custody.models import DeskSeat, Duty, Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.staff.backend import AccountBackend
from haechi.staff.errors import Locked, WeakOfficerPassword, WrongPassword
from haechi.staff.keys import WrappedKey, from_session, to_session, unwrap, wrap
from haechi.staff.models import Account, OfficerSecret
from haechi.staff.selectors import contact_of
from haechi.staff.services import (
    NewOfficer,
    change_password,
    contact_hint,
    create_officer,
    remove_officer,
    seal_contact,
    set_duties,
    unlock,
)
from haechi.staff.types import Role
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db
PASSWORD = "올빼미 열두 마리 정원"
CONSOLE = command_line("root")
KIM = NewOfficer(
    username="kim",
    password=PASSWORD,
    name="김한결",
    position="감사담당관",
    role=Role.OFFICER,
    phone="01048372615",
    email="hankyeol.kim@example.kr",
)


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def account(staffed) -> Account:
    """Two Argon2id evaluations: made only where a test needs a password."""
    return create_officer(actor=CONSOLE, institution=staffed.institution, new=KIM)


# Keys


@pytest.fixture(scope="module")
def wrapped() -> tuple[WrappedKey, bytes]:
    pair = new_key_pair()
    return wrap(pair.private, PASSWORD), pair.private


def test_the_password_opens_the_private_key_and_another_does_not(wrapped):
    row, private = wrapped
    assert unwrap(row, PASSWORD).private == private
    with pytest.raises(WrongPassword):
        unwrap(row, PASSWORD + " ")


def test_a_private_key_is_wrapped_at_the_officers_cost_under_its_own_salt(wrapped):
    row, private = wrapped
    assert row.cost == OFFICER_COST
    assert len(row.salt) == kdf.SALT_BYTES
    assert private not in row.wrapped
    assert "wrapped=" not in repr(row)


@pytest.mark.usefixtures("full_cost")
def test_the_cost_is_read_from_the_row_so_that_it_can_be_raised():
    pair = new_key_pair()
    row = wrap(pair.private, PASSWORD)
    assert unwrap(row, PASSWORD) == pair
    with pytest.raises(WrongPassword):
        unwrap(replace(row, cost=kdf.KdfCost(1, 8192)), PASSWORD)


def test_a_session_needs_both_the_vault_and_the_cookie():
    pair = new_key_pair()
    vault, cookie = to_session(pair.private)
    assert from_session(vault, cookie) == pair
    other_vault, other_cookie = to_session(pair.private)
    for vault_, cookie_ in (
        (vault, other_cookie),
        (other_vault, cookie),
        (vault, ""),
        ("", cookie),
        (vault, "쿠키"),
        ("not base64!", cookie),
        (vault[:-8], cookie),
        (vault, base64.urlsafe_b64encode(b"short").decode()),
    ):
        with pytest.raises(Locked):
            from_session(vault_, cookie_)


def test_neither_half_of_a_session_shows_the_key():
    pair = new_key_pair()
    vault, cookie = to_session(pair.private)
    for half in (base64.b64decode(vault), base64.urlsafe_b64decode(cookie)):
        assert pair.private not in half


# Accounts


def test_a_new_officer_can_sign_in_open_the_key_and_sits_at_no_desk(account):
    assert account.check_password(PASSWORD)
    assert unlock(account, PASSWORD).public == bytes(account.officer.public_key)
    with pytest.raises(WrongPassword):
        unlock(account, "another password 7")
    assert not account.officer.seats.exists()
    assert not account.officer.duties.exists()


def test_phone_and_address_are_readable_by_the_worker_alone(account, settings):
    stored = json.dumps(
        [
            {
                k: bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v)
                for k, v in row.items()
            }
            for row in (*Account.objects.values(), *Officer.objects.values())
        ]
    )
    for plain in (KIM.phone, KIM.email, "hankyeol"):
        assert plain not in stored
        assert plain.encode().hex() not in stored
    contact = contact_of(account.officer_id, settings.OUTBOX)
    assert (contact.phone, contact.email) == (KIM.phone, KIM.email)
    assert KIM.phone not in repr(contact)


@pytest.mark.parametrize("weak", ["", "short1", "0123456789", "password123", "1234567890123"])
def test_a_weak_password_makes_no_officer_and_says_why(staffed, weak):
    before = Officer.objects.count()
    with pytest.raises(WeakOfficerPassword) as caught:
        create_officer(
            actor=CONSOLE, institution=staffed.institution, new=replace(KIM, password=weak)
        )
    assert caught.value.reasons
    assert (Officer.objects.count(), Account.objects.count()) == (before, 0)


def test_a_user_name_that_is_taken_leaves_nothing_of_the_second_officer(account):
    before = (Officer.objects.count(), OfficerSecret.objects.count(), AuditEntry.objects.count())
    with pytest.raises(IntegrityError), transaction.atomic():
        create_officer(actor=CONSOLE, institution=account.officer.institution, new=KIM)
    assert before == (
        Officer.objects.count(),
        OfficerSecret.objects.count(),
        AuditEntry.objects.count(),
    )


def test_a_changed_password_keeps_the_key_and_ends_the_old_one(account):
    pair = unlock(account, PASSWORD)
    new = "느티나무 아래 두 사람"
    change_password(account=account, old=PASSWORD, new=new)
    account = Account.objects.get(pk=account.pk)
    assert unlock(account, new) == pair
    assert not account.check_password(PASSWORD)
    with pytest.raises(WrongPassword):
        unlock(account, PASSWORD)


def test_neither_a_wrong_old_nor_a_weak_new_password_changes_anything(account):
    secret = OfficerSecret.objects.values().get()
    with pytest.raises(WrongPassword):
        change_password(account=account, old="wrong old one", new="느티나무 아래 두 사람")
    with pytest.raises(WeakOfficerPassword):
        change_password(account=account, old=PASSWORD, new="short")
    assert OfficerSecret.objects.values().get() == secret


def test_a_removed_officer_has_no_account_key_seat_or_duty_left(account, staffed, settings):
    officer = account.officer
    people = [*Officer.objects.filter(pk__in=[o.officer_id for o in staffed.officers]), officer]
    staff_desk(institution=staffed.institution, function=DeskFunction.INTAKE, officers=people)
    set_duties(actor=CONSOLE, officer=officer, categories=[staffed.category])
    pair = unlock(account, PASSWORD)
    seat = DeskSeat.objects.get(officer=officer)
    assert key_pair_of(open_with(pair, seat.sealed_private))
    epochs = remove_officer(actor=CONSOLE, account=account)
    assert [epoch.number for epoch in epochs] == [3]
    assert not DeskSeat.objects.filter(officer=officer).exists()
    assert not Duty.objects.filter(officer=officer).exists()
    assert not OfficerSecret.objects.filter(account=account).exists()
    assert contact_of(officer.pk, settings.OUTBOX) is None
    assert AccountBackend().get_user(account.pk) is None  # an open session has nobody
    assert not Officer.objects.get(pk=officer.pk).is_active


def test_every_act_on_an_officer_is_one_row_of_the_trail(staffed, account):
    set_duties(actor=CONSOLE, officer=account.officer, categories=[staffed.category])
    remove_officer(actor=CONSOLE, account=account)
    rows = list(AuditEntry.objects.order_by("sequence"))
    assert [row.action for row in rows] == ["officer.created", "officer.role", "officer.removed"]
    assert {row.subject for row in rows} == {f"officer:{account.officer_id}"}
    assert {row.institution_id for row in rows} == {staffed.institution.pk}
    assert KIM.phone not in str([row.detail for row in rows])


def test_duties_are_set_to_exactly_what_was_asked(staffed):
    officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
    first, second, *_ = staffed.institution.categories.all()
    set_duties(actor=CONSOLE, officer=officer, categories=[first, second])
    set_duties(actor=CONSOLE, officer=officer, categories=[second])
    assert [duty.category for duty in officer.duties.all()] == [second]


# Contacts


@pytest.mark.parametrize(
    ("phone", "email", "hint"),
    [
        ("01048372615", "hankyeol@example.kr", "010-****-2615 · ha***@example.kr"),
        ("", "k@example.kr", "***@example.kr"),
        ("0212345678", "", "021-****-5678"),
        ("112", "", "***"),
        ("", "", ""),
    ],
)
def test_a_hint_is_enough_to_recognise_and_not_to_call(phone, email, hint):
    assert contact_hint(phone=phone, email=email) == hint


def test_a_hint_never_outgrows_its_column():
    assert len(contact_hint(phone="01048372615", email="a" * 64 + "@" + "b" * 190)) <= 60


def test_the_same_contact_sealed_twice_never_looks_the_same():
    assert seal_contact(phone="1", email="") != seal_contact(phone="1", email="")


def test_an_account_has_one_known_role(account):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(role="superuser")
    assert not hasattr(account, "is_superuser")
    assert Institution.objects.count() == 1
