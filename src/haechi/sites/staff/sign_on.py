"""Sign-on as the site sees it: both protocols behind one pair of functions, and what the session keeps."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.config.settings.sign_on import OidcProvider, Provider, SamlProvider
from haechi.signon import oidc, saml
from haechi.signon.errors import AnswerRefused
from haechi.signon.selectors import providers, still_linked
from haechi.signon.services import claim, keep_answer, question_of
from haechi.signon.types import WAIT_SECONDS, Question
from haechi.sites.staff.trail import place_of
from haechi.staff.models import Account

STATE = "sign_on_state"  # session: the question this browser asked
_WAITING = "sign_on_waiting"  # session: whom the provider named, until the phrase opens the key
SECOND_BY_PROVIDER = "second_by_provider"  # session of an officer at work: whose second factor


@dataclass(frozen=True)
class Choice:
    """A button of the sign-in page."""

    name: str
    label: str


@dataclass(frozen=True)
class Waiting:
    """Somebody whom the provider named, before the unlock phrase."""

    account: Account
    provider: Provider
    second_factor: bool


def label_of(provider: Provider) -> str:
    return provider.label_en if get_language() == "en" else provider.label_ko


def choices() -> list[Choice]:
    return [Choice(provider.name, label_of(provider)) for provider in providers()]


def only_way() -> bool:
    """Whether every officer but administrators must come through a provider."""
    found = providers()
    return any(provider.only and not provider.institutions for provider in found)


def provider_named(name: str) -> Provider:
    """Raises Http404."""
    provider: Provider | None = settings.SIGN_ON.get(name)
    if provider is None:
        raise Http404
    return provider


def _here(page: str, provider: Provider) -> str:
    return f"{settings.STAFF_URL}{reverse(page, args=[provider.name])}"


def saml_places(provider: Provider) -> dict[str, str]:
    """Where answers are posted to, and our entity ID."""
    return {
        "back": _here("sign_on_assertion", provider),
        "us": _here("sign_on_metadata", provider),
    }


def address_to(provider: Provider, question: Question) -> str:
    """Where the browser goes. Raises `ProviderSilent`."""
    if isinstance(provider, SamlProvider):
        return saml.sign_on_address(provider, question, **saml_places(provider))
    assert isinstance(provider, OidcProvider)  # noqa: S101  # there are two kinds
    return oidc.sign_on_address(provider, question, back=_here("sign_on_callback", provider))


def take_oidc(provider: OidcProvider, query: Mapping[str, str]) -> str:
    """Check an answer and keep it; returns the browser's ticket.

    The question is taken before its code is used: of two answers one counts.

    Raises:
        ProviderSilent, AnswerRefused: nothing is kept.
    """
    question = question_of(provider=provider, state=query.get("state", ""))
    ticket = claim(question)
    back = _here("sign_on_callback", provider)
    keep_answer(question, oidc.identity_of(provider, question, query, back=back))
    return ticket


def take_saml(provider: SamlProvider, posted: str) -> str:
    """The same for SAML, where only a valid signature can take a question."""
    asked, identity = saml.identity_of(provider, posted, **saml_places(provider))
    question = question_of(provider=provider, state=asked)
    ticket = claim(question)
    keep_answer(question, identity)
    return ticket


def wait_for_phrase(request: HttpRequest, waiting: Waiting) -> None:
    request.session[_WAITING] = {
        "account": waiting.account.pk,
        "provider": waiting.provider.name,
        "second_factor": waiting.second_factor,
        "until": int(time.time()) + WAIT_SECONDS,
    }


def waiting_of(request: HttpRequest) -> Waiting | None:
    """Who waits in this session, if still linked and active and the provider's word is fresh."""
    values: dict[str, Any] = request.session.get(_WAITING) or {}
    provider = settings.SIGN_ON.get(values.get("provider", ""))
    if provider is None or values["until"] < time.time():
        return None
    account = Account.objects.filter(pk=values["account"]).select_related("officer").first()
    if account is None or not still_linked(account, provider):
        return None
    return Waiting(account, provider, values["second_factor"])


def stop_waiting(request: HttpRequest) -> None:
    request.session.pop(_WAITING, None)


def record_refusal(request: HttpRequest, provider: Provider | None, reason: str) -> None:
    """A row of the trail; `reason` is a word of ours, never what came."""
    record(
        actor=Actor(officer_id=None, name="?", place=place_of(request), institution_id=None),
        action=Action.SIGN_IN_FAILED,
        subject="account:0",
        detail={"step": "sign-on", "provider": provider.name if provider else "", "reason": reason},
    )


def reason_of(error: Exception) -> str:
    return error.reason if isinstance(error, AnswerRefused) else "not linked"
