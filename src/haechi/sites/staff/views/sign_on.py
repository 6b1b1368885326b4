"""Sign-in through the institution's identity provider, then the unlock phrase (ALL-2).

Our cookies are `SameSite=Strict`: what the provider sends a browser back with comes without them. That
request only checks and keeps the answer; its page sends the browser on to `arrive`, now from our own
site and with its cookies.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from haechi.config.settings.sign_on import OidcProvider, Provider, SamlProvider
from haechi.signon import saml
from haechi.signon.errors import AlreadyLinked, AnswerRefused, NotLinked, ProviderSilent
from haechi.signon.selectors import linked_account
from haechi.signon.services import ask, link, take_answer
from haechi.signon.types import WAIT_SECONDS, Answer, Purpose
from haechi.sites.common.error_pages import ErrorPage, render_error
from haechi.sites.staff.adapters import VAULT
from haechi.sites.staff.forms.sign_on import PhraseForm
from haechi.sites.staff.lockout import count_miss, is_locked
from haechi.sites.staff.sign_on import (
    SECOND_BY_PROVIDER,
    STATE,
    Waiting,
    address_to,
    label_of,
    provider_named,
    reason_of,
    record_refusal,
    saml_places,
    stop_waiting,
    take_oidc,
    take_saml,
    wait_for_phrase,
    waiting_of,
)
from haechi.sites.staff.trail import actor_of
from haechi.staff.errors import WrongPassword
from haechi.staff.keys import to_session
from haechi.staff.models import Account
from haechi.staff.services import unlock


@require_POST
def begin(request: HttpRequest, name: str) -> HttpResponse:
    return leave(request, provider_named(name), Purpose.SIGN_IN)


def leave(
    request: HttpRequest, provider: Provider, purpose: Purpose, account_id: int | None = None
) -> HttpResponse:
    """A page that goes on to the provider: our policy lets no form lead elsewhere, redirected or not."""
    question = ask(provider=provider, purpose=purpose, account_id=account_id)
    try:
        address = address_to(provider, question)
    except ProviderSilent as error:
        return _fault(request, provider, error)
    request.session[STATE] = question.state
    context = {"address": address, "label": label_of(provider)}
    return render(request, "account/sign_on_leave.html", context)


@require_safe
def callback(request: HttpRequest, name: str) -> HttpResponse:
    """OIDC's answer, by redirect."""
    provider = provider_named(name)
    if not isinstance(provider, OidcProvider):
        raise Http404
    try:
        return _bounce(request, take_oidc(provider, request.GET.dict()))
    except (AnswerRefused, ProviderSilent) as error:
        return _fault(request, provider, error)


@csrf_exempt
@require_POST
def assertion(request: HttpRequest, name: str) -> HttpResponse:
    """SAML's answer, posted from the provider's page: the signature and our open question guard it."""
    provider = provider_named(name)
    if not isinstance(provider, SamlProvider):
        raise Http404
    try:
        return _bounce(request, take_saml(provider, request.POST.get("SAMLResponse", "")))
    except AnswerRefused as error:
        return _fault(request, provider, error)


def _bounce(request: HttpRequest, ticket: str) -> HttpResponse:
    response = render(request, "account/sign_on_back.html", {"address": reverse("sign_on_arrive")})
    response.set_cookie(
        settings.SIGN_ON_COOKIE,
        ticket,
        max_age=WAIT_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


@require_safe
def metadata(request: HttpRequest, name: str) -> HttpResponse:
    """SAML metadata of ours."""
    provider = provider_named(name)
    if not isinstance(provider, SamlProvider):
        raise Http404
    document = saml.metadata(**saml_places(provider))
    return HttpResponse(document, content_type="application/samlmetadata+xml")


@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    """Back with our cookies: the session that asked and the browser that brought the answer are one."""
    state, ticket = request.session.pop(STATE, ""), request.COOKIES.get(settings.SIGN_ON_COOKIE, "")
    try:
        response = _arrived(request, take_answer(state=state, ticket=ticket))
    except AnswerRefused as error:
        response = _fault(request, None, error)
    response.delete_cookie(settings.SIGN_ON_COOKIE, samesite="Strict")
    return response


def _arrived(request: HttpRequest, answer: Answer) -> HttpResponse:
    provider = provider_named(answer.question.provider)
    at_work: Account | None = request.user if request.officer else None  # type: ignore[attr-defined,assignment]
    try:
        if answer.question.purpose == Purpose.LINK:
            return _link_own(request, provider, answer, at_work)
        account = linked_account(provider, answer.identity.subject)
    except (NotLinked, AlreadyLinked) as error:
        return _fault(request, provider, error)
    if at_work is not None:
        return HttpResponseRedirect(reverse("inbox"))
    wait_for_phrase(request, Waiting(account, provider, answer.identity.second_factor))
    return HttpResponseRedirect(reverse("sign_on_unlock"))


def _link_own(
    request: HttpRequest, provider: Provider, answer: Answer, at_work: Account | None
) -> HttpResponse:
    if at_work is None or at_work.pk != answer.question.account_id:
        raise NotLinked
    actor = actor_of(at_work, request)
    link(actor=actor, account=at_work, provider=provider, subject=answer.identity.subject)
    messages.success(request, _("Linked. From now on you can sign in this way."))
    return HttpResponseRedirect(reverse("sign_on_own"))


def unlock_phrase(request: HttpRequest) -> HttpResponse:
    """The provider said who it is; the phrase opens the key."""
    waiting = waiting_of(request)
    if waiting is None:
        stop_waiting(request)
        return HttpResponseRedirect(reverse("account_login"))
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _opened(request, form, waiting):
        stop_waiting(request)
        return _signed_in(request, waiting)
    context = {"form": form, "waiting": waiting, "label": label_of(waiting.provider)}
    status = 422 if form.errors else 200
    return render(request, "account/sign_on_unlock.html", context, status=status)


def _opened(request: HttpRequest, form: PhraseForm, waiting: Waiting) -> bool:
    """Open the key into the session; misses count towards the lock of `lockout`."""
    account = waiting.account
    if is_locked(request, account):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        return False
    try:
        pair = unlock(account, form.cleaned_data["phrase"])
    except WrongPassword:
        get_adapter(request).authentication_failed(request, username=account.username)
        count_miss(request, account)
        form.add_error("phrase", _("The unlock phrase is wrong."))
        return False
    request.session[VAULT], request.unlock_cookie = to_session(pair.private)  # type: ignore[attr-defined]
    return True


def _signed_in(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    """Our second factor follows, unless the provider asked one that the settings accept."""
    request.signed_on_by = waiting  # type: ignore[attr-defined]  # for the adapter
    record_authentication(
        request, waiting.account, method="password", username=waiting.account.username
    )
    response: HttpResponse = perform_login(request, Login(user=waiting.account))
    if waiting.second_factor and request.user.is_authenticated:
        request.session[SECOND_BY_PROVIDER] = waiting.account.pk
    return response


def _fault(request: HttpRequest, provider: Provider | None, error: Exception) -> HttpResponse:
    """A page that says what to do; why an answer was refused stands in the trail alone."""
    if not isinstance(error, ProviderSilent | AlreadyLinked):
        record_refusal(request, provider, reason_of(error))
    status, title, message = _words_of(error)
    kept = _("Nothing was changed.")
    back = reverse("sign_on_own" if request.officer else "account_login")  # type: ignore[attr-defined]
    return render_error(request, ErrorPage(status, title, message, kept, back, _("Go back")))


def _words_of(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, ProviderSilent):
        return (
            503,
            _("The institution's sign-on does not answer"),
            _("Please try again in a few minutes, or sign in with your password if that is open."),
        )
    if isinstance(error, NotLinked):
        return (
            403,
            _("No account is linked to you"),
            _("The sign-on knows you, this system does not. Ask your administrator to link you."),
        )
    if isinstance(error, AlreadyLinked):
        return 409, _("This link exists already"), _("Remove the old link first, then link again.")
    return (
        403,
        _("The sign-on did not succeed"),
        _("It was broken off, took too long or came from another window. Please start again."),
    )
