"""Creating, suspending and removing officers; every act is in the trail (ALL-2)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.crypto.kdf import KdfCost
from haechi.crypto.sealedbox import new_key_pair, seal_to
from haechi.crypto.types import KeyPair
from haechi.custody.models import DeskEpoch, Duty, Officer
from haechi.custody.services import remove_from_desks
from haechi.institutions.models import Category, Department, Institution
from haechi.staff.errors import WeakOfficerPassword
from haechi.staff.keys import WrappedKey, unwrap, wrap
from haechi.staff.models import Account, OfficerSecret
from haechi.staff.types import Role


@dataclass(frozen=True)
class NewOfficer:
    """What is asked for a new officer."""

    username: str
    password: str
    name: str
    position: str
    role: Role
    phone: str = ""
    email: str = ""
    department: Department | None = None
    drawn: bool = (
        False  # the password was drawn for the officer: the first sign-in asks for another
    )
    ground: str = ""  # why access is given: the ledger keeps it


@dataclass(frozen=True)
class Secrets:
    """What a password costs time to make: its hash, and the key pair wrapped under it."""

    hashed: str = field(repr=False)
    public_key: bytes
    wrapped: WrappedKey


def make_secrets(password: str) -> Secrets:
    """About a third of a second of a core; writes nothing, so that it can be done before a transaction.

    Raises:
        WeakOfficerPassword: with sentences that say why.
    """
    check_password(password)
    pair = new_key_pair()
    return Secrets(make_password(password), pair.public, wrap(pair.private, password))


@transaction.atomic
def create_officer(
    *, actor: Actor, institution: Institution, new: NewOfficer, made: Secrets | None = None
) -> Account:
    """Create account and key pair; the officer sits at no desk yet.

    `made`: the password's secrets, where many officers are created at once.

    Raises:
        WeakOfficerPassword: with sentences that say why.
        django.db.IntegrityError: the user name is taken.
    """
    made = made or make_secrets(new.password)
    officer = Officer.objects.create(
        institution=institution,
        department=new.department,
        name=new.name,
        position=new.position,
        public_key=made.public_key,
    )
    account = Account.objects.create(
        username=new.username,
        password=made.hashed,
        officer=officer,
        role=new.role,
        contact=seal_contact(phone=new.phone, email=new.email),
        contact_hint=contact_hint(phone=new.phone, email=new.email),
        password_is_drawn=new.drawn,
    )
    store_secret(account, made.wrapped)
    note_right(
        actor=actor,
        officer=officer,
        change=Change.ACCOUNT_MADE,
        what=str(new.role.label),
        ground=new.ground,
    )
    record(
        actor=actor,
        action=Action.OFFICER_CREATED,
        subject=f"officer:{officer.pk}",
        institution_id=institution.pk,
        detail={"role": new.role.value},
    )
    return account


def check_password(password: str) -> None:
    """Raise WeakOfficerPassword where the institution's rules refuse it."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise WeakOfficerPassword(list(error.messages)) from None


def seal_contact(*, phone: str, email: str) -> bytes:
    """Addresses of officers, readable by the worker alone."""
    text = json.dumps({"phone": phone, "email": email})
    return seal_to(settings.OUTBOX_PUBLIC_KEY, text.encode())


def contact_hint(*, phone: str, email: str) -> str:
    """Enough for the officer to recognise her own addresses: `010-****-1234 · ki***@example.kr`."""
    parts = []
    if phone:
        parts.append(f"{phone[:3]}-****-{phone[-4:]}" if len(phone) > 8 else "***")
    if email:
        local, _, domain = email.partition("@")
        parts.append(f"{local[:2] if len(local) > 3 else ''}***@{domain}"[:40])
    return " · ".join(parts)[:60]


@transaction.atomic
def change_contact(*, actor: Actor, account: Account, phone: str | None, email: str | None) -> None:
    """Set the officer's own number and address; None leaves one as it is, "" takes it away."""
    shown_phone, shown_email = split_hint(account.contact_hint)
    if phone is not None:
        account.own_phone = seal_to(settings.OUTBOX_PUBLIC_KEY, phone.encode())
        shown_phone = contact_hint(phone=phone, email="")
    if email is not None:
        account.own_email = seal_to(settings.OUTBOX_PUBLIC_KEY, email.encode())
        shown_email = contact_hint(phone="", email=email)
    account.contact_hint = " · ".join(part for part in (shown_phone, shown_email) if part)[:60]
    account.save(update_fields=["own_phone", "own_email", "contact_hint"])
    record(
        actor=actor,
        action=Action.CONTACT_CHANGED,
        subject=f"officer:{account.officer_id}",
        institution_id=account.officer.institution_id,
        detail={"phone": phone is not None, "email": email is not None},
    )


def split_hint(hint: str) -> tuple[str, str]:
    """The hints of number and address, each "" where there is none."""
    parts = hint.split(" · ") if hint else []
    phone = next((part for part in parts if "@" not in part), "")
    return phone, next((part for part in parts if "@" in part), "")


def store_secret(account: Account, wrapped: WrappedKey) -> None:
    """Keep a wrapped private key as the account's only one."""
    OfficerSecret.objects.update_or_create(
        account=account,
        defaults={
            "salt": wrapped.salt,
            "passes": wrapped.cost.passes,
            "memory": wrapped.cost.memory,
            "wrapped_private": wrapped.wrapped,
        },
    )


def unlock(account: Account, password: str) -> KeyPair:
    """The officer's key pair.

    Raises:
        WrongPassword: the password does not open it.
    """
    row = account.secret
    cost = KdfCost(passes=row.passes, memory=row.memory)
    return unwrap(WrappedKey(bytes(row.salt), cost, bytes(row.wrapped_private)), password)


@transaction.atomic
def change_password(*, account: Account, old: str, new: str) -> None:
    """Change the password and re-wrap the private key under it.

    Raises:
        WrongPassword: `old` is not the password.
        WeakOfficerPassword: `new` is too weak.
    """
    pair = unlock(account, old)
    check_password(new)
    account.set_password(new)
    account.password_is_drawn = False
    account.save(update_fields=["password", "password_is_drawn"])
    store_secret(account, wrap(pair.private, new))


@transaction.atomic
def set_duties(
    *, actor: Actor, officer: Officer, categories: Sequence[Category], ground: str = ""
) -> None:
    """Put the officer on duty for exactly these categories. `ground`: why, for the ledger."""
    Duty.objects.filter(officer=officer).delete()
    Duty.objects.bulk_create(Duty(officer=officer, category=c) for c in categories)
    duties = ", ".join(category.name_ko for category in categories)
    note_right(actor=actor, officer=officer, change=Change.DUTIES, what=duties, ground=ground)
    record(
        actor=actor,
        action=Action.ROLE_CHANGED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"duties": len(categories)},
    )


@transaction.atomic
def remove_officer(*, actor: Actor, account: Account, ground: str = "") -> list[DeskEpoch]:
    """End the officer's access: account, key and seats go, desks get a new epoch. `ground`: why.

    `haechi.inbox.leaving.remove_officer` calls it and clears what reports still hold for the officer.
    """
    Account.objects.filter(pk=account.pk).update(is_active=False)
    officer = account.officer
    Officer.objects.filter(pk=officer.pk).update(is_active=False, is_suspended=False)
    officer.duties.all().delete()
    officer.turns.all().delete()
    officer.leaves.all().delete()
    officer.stands_in.update(substitute=None)
    epochs = remove_from_desks(officer=officer)
    OfficerSecret.objects.filter(account=account).delete()
    note_right(actor=actor, officer=officer, change=Change.REVOKED, ground=ground)
    record(
        actor=actor,
        action=Action.OFFICER_REMOVED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"epochs": len(epochs)},
    )
    return epochs
