"""The officer's own account: password, language, and staying signed in."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.sites.staff.adapters import VAULT
from haechi.sites.staff.forms.account import PasswordForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work
from haechi.sites.staff.lockout import count_miss, is_locked
from haechi.sites.staff.sessions import end_sessions_of
from haechi.staff.errors import WeakOfficerPassword, WrongPassword
from haechi.staff.keys import to_session
from haechi.staff.models import Account
from haechi.staff.services import change_password

_YEAR = 365 * 24 * 3600


@for_anyone_at_work
def own_password(request: OfficerRequest) -> HttpResponseBase:
    account: Account = request.user  # type: ignore[assignment]
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("Your password was changed. Other sessions of yours ended."))
        return HttpResponseRedirect(reverse("mfa_index"))
    context = {"form": form, "first": account.password_is_drawn}
    status = 422 if form.errors else 200
    return render(request, "account/own_password.html", context, status=status)


def _changed(request: OfficerRequest, form: PasswordForm) -> bool:
    """Change it, keep this session with a freshly wrapped key, end the others."""
    account: Account = request.user  # type: ignore[assignment]
    if is_locked(request, account):
        form.add_error("old", _("Too many wrong attempts."))
        return False
    old, new = form.cleaned_data["old"], form.cleaned_data["new"]
    try:
        change_password(account=account, old=old, new=new)
    except WrongPassword:
        get_adapter(request).authentication_failed(request, username=account.username)
        count_miss(request, account)
        form.add_error("old", _("The password is wrong."))
        return False
    except WeakOfficerPassword as error:
        for reason in error.reasons:
            form.add_error("new", reason)
        return False
    update_session_auth_hash(request, account)
    private = request.officer.unlocked.pair.private
    request.session[VAULT], request.unlock_cookie = to_session(private)  # type: ignore[attr-defined]
    end_sessions_of(account.pk, keep=request.session.session_key or "")
    return True


@require_POST
@for_anyone_at_work
def stay_signed_in(request: OfficerRequest) -> HttpResponseBase:
    """The officer is still there; `officer_session` does the rest."""
    return HttpResponse(status=204)


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language of this site in a cookie and go back."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=_YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response
