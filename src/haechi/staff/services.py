"""Creating, suspending and removing officers; every act is in the trail (ALL-2)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

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


@transaction.atomic
def create_officer(*, actor: Actor, institution: Institution, new: NewOfficer) -> Account:
    """Create account and key pair; the officer sits at no desk yet.

    Raises:
        WeakOfficerPassword: with sentences that say why.
        django.db.IntegrityError: the user name is taken.
    """
    check_password(new.password)
    pair = new_key_pair()
    officer = Officer.objects.create(
        institution=institution,
        department=new.department,
        name=new.name,
        position=new.position,
        public_key=pair.public,
    )
    account = Account(
        username=new.username,
        officer=officer,
        role=new.role,
        contact=seal_contact(phone=new.phone, email=new.email),
        contact_hint=contact_hint(phone=new.phone, email=new.email),
        password_is_drawn=new.drawn,
    )
    account.set_password(new.password)
    account.save()
    store_secret(account, wrap(pair.private, new.password))
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
        parts.append(f"{local[:2] if len(local) > 3 else ''}***@{domain}")
    return " · ".join(parts)[:60]


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
def set_duties(*, actor: Actor, officer: Officer, categories: Sequence[Category]) -> None:
    """Put the officer on duty for exactly these categories."""
    Duty.objects.filter(officer=officer).delete()
    Duty.objects.bulk_create(Duty(officer=officer, category=c) for c in categories)
    record(
        actor=actor,
        action=Action.ROLE_CHANGED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"duties": len(categories)},
    )


@transaction.atomic
def remove_officer(*, actor: Actor, account: Account) -> list[DeskEpoch]:
    """End the officer's access: account, key and seats go, desks get a new epoch.

    `haechi.inbox.leaving.remove_officer` calls it and clears what reports still hold for the officer.
    """
    Account.objects.filter(pk=account.pk).update(is_active=False)
    officer = account.officer
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    officer.duties.all().delete()
    epochs = remove_from_desks(officer=officer)
    OfficerSecret.objects.filter(account=account).delete()
    record(
        actor=actor,
        action=Action.OFFICER_REMOVED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"epochs": len(epochs)},
    )
    return epochs
