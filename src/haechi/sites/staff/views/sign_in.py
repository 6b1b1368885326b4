"""Sign-in and second factor in our frame, and the first visit to an empty installation."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from haechi.institutions.models import Institution
from haechi.signon.selectors import links_of, providers_of
from haechi.sites.staff.sign_on import choices, only_way
from haechi.staff.models import Account


class _OurFrame:
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.pop("site", None)  # allauth puts another `site` over that of our frame
        return context


class SignIn(_OurFrame, LoginView):  # type: ignore[misc]  # allauth has no types
    """Name and password, or the institution's sign-on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        found = super().get_context_data(**kwargs)
        return found | {"sign_ons": choices(), "sign_on_only": only_way()}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not Institution.objects.exists():
            return HttpResponseRedirect(reverse("setup"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class OwnAccount(_OurFrame, IndexView):  # type: ignore[misc]  # allauth has no types
    """The officer's own account: password, sign-on, second factors."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        found = super().get_context_data(**kwargs)
        account: Account = self.request.user
        return found | {
            "sign_on_offered": bool(providers_of(account.officer.institution)),
            "sign_on_linked": links_of(account).exists(),
        }


class SecondFactor(_OurFrame, AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """Code or security key."""
