"""A forgotten password: the old private key is lost with it, so the officer gets a new pair."""

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.crypto.sealedbox import new_key_pair
from haechi.crypto.types import KeyPair
from haechi.custody.models import DeskSeat, Officer
from haechi.staff.keys import wrap
from haechi.staff.models import Account
from haechi.staff.services import check_password, store_secret


@transaction.atomic
def renew_key(*, actor: Actor, account: Account, password: str) -> KeyPair:
    """Give the account a new password and key pair; every seat of the old key goes.

    What was sealed to the old key is out of reach until someone seats the officer again
    (`haechi.inbox.recovery`). The second factor stays: a reset alone must not take an account over.

    Raises:
        WeakOfficerPassword: the password is too weak.
    """
    check_password(password)
    pair = new_key_pair()
    Officer.objects.filter(pk=account.officer_id).update(public_key=pair.public)
    DeskSeat.objects.filter(officer_id=account.officer_id).delete()
    account.set_password(password)
    account.password_is_drawn = True
    account.save(update_fields=["password", "password_is_drawn"])
    store_secret(account, wrap(pair.private, password))
    account.officer.refresh_from_db()
    note_right(actor=actor, officer=account.officer, change=Change.PASSWORD_RESET)
    record(
        actor=actor,
        action=Action.KEY_RENEWED,
        subject=f"officer:{account.officer_id}",
        institution_id=account.officer.institution_id,
    )
    return pair
