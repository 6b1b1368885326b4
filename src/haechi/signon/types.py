"""What passes between the protocols and the services."""

from dataclasses import dataclass, field
from enum import StrEnum

STATE_BYTES = 32
SKEW_SECONDS = 60  # how far the provider's clock may be off
QUESTION_SECONDS = 600  # how long a person may take at the provider
WAIT_SECONDS = 300  # between the provider's answer and the unlock phrase


class Purpose(StrEnum):
    """Why a person is sent to the provider."""

    SIGN_IN = "sign-in"
    LINK = "link"


@dataclass(frozen=True)
class Identity:
    """Whom a provider names: its own lasting identifier, and whether it asked a second factor."""

    subject: str = field(repr=False)
    second_factor: bool


@dataclass(frozen=True)
class Question:
    """One person on the way to the provider. `state` is the OIDC state or the SAML request's ID."""

    provider: str
    purpose: Purpose
    account_id: int | None  # of a link
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)  # PKCE (RFC 7636)


@dataclass(frozen=True)
class Answer:
    """What the browser came back with, checked."""

    question: Question
    identity: Identity
