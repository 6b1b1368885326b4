"""Asking a provider who somebody is, and linking accounts (ALL-2).

The answer comes back in a request that has no cookie of ours (they are `SameSite=Strict`). It is kept,
checked, under a ticket that only the browser gets which brought it; the session that asked takes it up in
a request of its own. Both must be of one browser: an answer that was fetched with somebody else's browser
(a question lured to a colleague) has the ticket there and the session here.
"""

import hmac
import json
import secrets
from dataclasses import asdict
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import now
from haechi.config.settings.sign_on import Provider
from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey
from haechi.signon.errors import AlreadyLinked, AnswerRefused
from haechi.signon.models import SignOnLink, SignOnQuestion
from haechi.signon.types import QUESTION_SECONDS, STATE_BYTES, Answer, Identity, Purpose, Question
from haechi.staff.models import Account


def ask(*, provider: Provider, purpose: Purpose, account_id: int | None = None) -> Question:
    """A new question with fresh random values; those that nobody answered in time go."""
    question = Question(
        provider=provider.name,
        purpose=purpose,
        account_id=account_id,
        state="_" + secrets.token_hex(STATE_BYTES),  # a SAML ID is an XML name: no digit first
        nonce=secrets.token_urlsafe(STATE_BYTES),
        verifier=secrets.token_urlsafe(48),
    )
    SignOnQuestion.objects.filter(expires_at__lt=now()).delete()
    SignOnQuestion.objects.create(
        tag=_tag(question.state),
        question=_sealed("question", asdict(question)),
        expires_at=now() + timedelta(seconds=QUESTION_SECONDS),
    )
    return question


def question_of(*, provider: Provider, state: str) -> Question:
    """The open question of this state.

    Raises:
        AnswerRefused: never asked, of another provider, too old, or answered already.
    """
    row = SignOnQuestion.objects.filter(
        tag=_tag(state), expires_at__gt=now(), ticket_tag=b""
    ).first()
    question = _question(row) if row else None
    if question is None or question.provider != provider.name:
        raise AnswerRefused("unasked")
    return question


def claim(question: Question) -> str:
    """Take the question for one answer; returns the browser's ticket.

    Raises:
        AnswerRefused: an answer came already.
    """
    ticket = secrets.token_urlsafe(STATE_BYTES)
    taken = SignOnQuestion.objects.filter(tag=_tag(question.state), ticket_tag=b"").update(
        ticket_tag=_tag(ticket)
    )
    if not taken:
        raise AnswerRefused("replayed")
    return ticket


def keep_answer(question: Question, identity: Identity) -> None:
    """Keep whom the provider named until the browser takes it up."""
    SignOnQuestion.objects.filter(tag=_tag(question.state)).update(
        answer=_sealed("answer", asdict(identity))
    )


@transaction.atomic
def take_answer(*, state: str, ticket: str) -> Answer:
    """The answer to the session's question, for the browser that brought it; once.

    Raises:
        AnswerRefused: there is none, it is too old, or another browser brought it.
    """
    row = (
        SignOnQuestion.objects.select_for_update()
        .filter(tag=_tag(state), expires_at__gt=now())
        .first()
    )
    if row is None or not row.answer:
        raise AnswerRefused("unasked")
    if not hmac.compare_digest(bytes(row.ticket_tag), _tag(ticket)):
        raise AnswerRefused("browser")
    answer = Answer(_question(row), Identity(**_opened("answer", bytes(row.answer))))
    row.delete()
    return answer


@transaction.atomic
def link(*, actor: Actor, account: Account, provider: Provider, subject: str) -> SignOnLink:
    """Link the account to the provider's identifier of a person.

    Raises:
        AlreadyLinked: the person is linked to an account, or the account to a person.
    """
    try:
        with transaction.atomic():
            made = SignOnLink.objects.create(
                account=account, provider=provider.name, subject_tag=subject_tag(provider, subject)
            )
    except IntegrityError:
        raise AlreadyLinked from None
    note_right(
        actor=actor, officer=account.officer, change=Change.SIGN_ON_LINKED, what=provider.name
    )
    _record(actor, Action.SIGN_ON_LINKED, account, provider.name)
    return made


@transaction.atomic
def unlink(*, actor: Actor, found: SignOnLink) -> None:
    """From now on the provider's word opens nothing here."""
    found.delete()
    officer = found.account.officer
    note_right(actor=actor, officer=officer, change=Change.SIGN_ON_UNLINKED, what=found.provider)
    _record(actor, Action.SIGN_ON_UNLINKED, found.account, found.provider)


def forget(account: Account) -> None:
    """Take away the links of who leaves: the same person may come back with a new account.

    Part of a removal, which has its own row in the trail.
    """
    SignOnLink.objects.filter(account=account).delete()


def _record(actor: Actor, action: Action, account: Account, provider: str) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"account:{account.pk}",
        institution_id=account.officer.institution_id,
        detail={"provider": provider},
    )


def subject_tag(provider: Provider, subject: str) -> bytes:
    """Keyed, so that a stolen table does not tell by trial who works here."""
    key = blake2b(settings.MFA_KEY, person=b"sign-on subject", digest_size=32).digest()
    text = json.dumps([provider.name, subject]).encode()
    return blake2b(text, key=key, digest_size=32).digest()


def _tag(value: str) -> bytes:
    return blake2b(value.encode(), person=b"sign-on state", digest_size=32).digest()


def _question(row: SignOnQuestion) -> Question:
    values = _opened("question", bytes(row.question))
    return Question(**values | {"purpose": Purpose(values["purpose"])})


def _sealed(kind: str, values: dict[str, Any]) -> bytes:
    return bytes(seal(_key(), json.dumps(values).encode(), place("sign-on", kind)))


def _opened(kind: str, sealed: bytes) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(open_sealed(_key(), sealed, place("sign-on", kind)))
    except CannotOpen:
        raise AnswerRefused("unasked") from None
    return values


def _key() -> DataKey:
    return DataKey(blake2b(settings.ZONE_KEY, person=b"sign-on", digest_size=32).digest())
