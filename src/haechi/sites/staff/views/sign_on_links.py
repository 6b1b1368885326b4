"""Links between accounts and the institution's sign-on: an officer's own, and the managers' page."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.config.settings.sign_on import OidcProvider, Provider, SamlProvider
from haechi.signon.errors import AlreadyLinked
from haechi.signon.models import SignOnLink
from haechi.signon.selectors import links_of, providers_of
from haechi.signon.services import link, unlink
from haechi.signon.types import Purpose
from haechi.sites.staff.forms.sign_on import LinkForm, PhraseForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work, for_managers
from haechi.sites.staff.lockout import count_miss, is_locked
from haechi.sites.staff.sign_on import label_of, saml_places
from haechi.sites.staff.views.sign_on import leave
from haechi.staff.errors import WrongPassword
from haechi.staff.models import Account
from haechi.staff.services import unlock


@dataclass(frozen=True)
class ShownProvider:
    """A provider as the pages write it; `found` is the officer's own link."""

    provider: Provider
    label: str
    kind: str
    issuer: str
    found: SignOnLink | None = None
    metadata: str = ""


@dataclass(frozen=True)
class ShownLink:
    """A line of the managers' table."""

    found: SignOnLink
    label: str


@for_anyone_at_work
def own_links(request: OfficerRequest) -> HttpResponseBase:
    """The officer's own: linking asks the password, which is the unlock phrase from then on."""
    account: Account = request.user  # type: ignore[assignment]
    mine = {each.provider: each for each in links_of(account)}
    offered = providers_of(request.institution)
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_hers(request, form, account):
        wanted = [each for each in offered if each.name == request.POST.get("provider")]
        if not wanted:
            raise Http404
        return leave(request, wanted[0], Purpose.LINK, account.pk)
    shown = [_shown(each, mine.get(each.name)) for each in offered]
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "providers": shown,
        "unlinked": [each for each in shown if each.found is None],
    }
    return render(request, "account/sign_on_own.html", context, status=status)


def _is_hers(request: HttpRequest, form: PhraseForm, account: Account) -> bool:
    if is_locked(request, account):
        form.add_error("phrase", _("Too many wrong attempts."))
        return False
    try:
        unlock(account, form.cleaned_data["phrase"])
    except WrongPassword:
        get_adapter(request).authentication_failed(request, username=account.username)
        count_miss(request, account)
        form.add_error("phrase", _("The unlock phrase is wrong."))
        return False
    return True


@require_POST
@for_anyone_at_work
def own_unlink(request: OfficerRequest, link_id: int) -> HttpResponseBase:
    found = get_object_or_404(SignOnLink, pk=link_id, account=request.user)
    unlink(actor=request.officer.trail, found=found)
    messages.success(request, _("The link was removed."))
    return HttpResponseRedirect(reverse("sign_on_own"))


@for_managers
def links(request: OfficerRequest) -> HttpResponseBase:
    """Providers, who is linked, and a new link by the provider's lasting identifier."""
    offered = providers_of(request.institution)
    labels = {each.name: label_of(each) for each in offered}
    form = LinkForm(
        request.POST or None, institution=request.institution, providers=offered, labels=labels
    )
    if request.method == "POST" and form.is_valid() and _linked(request, form):
        messages.success(request, _("The officer was linked."))
        return HttpResponseRedirect(reverse("sign_on_links"))
    found = SignOnLink.objects.filter(
        account__officer__institution=request.institution, account__is_active=True
    ).select_related("account__officer")
    context = {
        "form": form,
        "providers": [_shown(each) for each in offered],
        "links": [ShownLink(each, labels.get(each.provider, each.provider)) for each in found],
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/sign_on_links.html", context, status=status)


def _linked(request: OfficerRequest, form: LinkForm) -> bool:
    values = form.cleaned_data
    try:
        link(
            actor=request.officer.trail,
            account=values["account"],
            provider=settings.SIGN_ON[values["provider"]],
            subject=values["subject"],
        )
    except AlreadyLinked:
        form.add_error("subject", _("This officer or this identifier is linked already."))
        return False
    return True


@for_managers
def link_remove(request: OfficerRequest, link_id: int) -> HttpResponseBase:
    found = get_object_or_404(
        SignOnLink.objects.select_related("account__officer"),
        pk=link_id,
        account__officer__institution=request.institution,
    )
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        unlink(actor=request.officer.trail, found=found)
        messages.success(request, _("The link was removed."))
        return HttpResponseRedirect(reverse("sign_on_links"))
    context = {
        "title": _("Remove the link of %(name)s?") % {"name": found.account.officer},
        "consequences_title": _("At once"),
        "consequences": [
            _("The officer cannot sign in through the institution's sign-on any more."),
            _("The account, its password and its second factor stay as they are."),
        ],
        "confirm_label": _("Remove the link"),
        "cancel_url": reverse("sign_on_links"),
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)


def _shown(provider: Provider, found: SignOnLink | None = None) -> ShownProvider:
    if isinstance(provider, SamlProvider):
        place = saml_places(provider)["us"]
        kind, issuer = "SAML 2.0", provider.entity_id
    else:
        assert isinstance(provider, OidcProvider)  # noqa: S101  # there are two kinds
        kind, issuer, place = "OpenID Connect", provider.issuer, ""
    return ShownProvider(provider, label_of(provider), kind, issuer, found, place)
