"""Sign-in and second factor in our frame, and the first visit to an empty installation."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from haechi.institutions.models import Institution


class _OurFrame:
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.pop("site", None)  # allauth puts another `site` over that of our frame
        return context


class SignIn(_OurFrame, LoginView):  # type: ignore[misc]  # allauth has no types
    """Name and password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not Institution.objects.exists():
            return HttpResponseRedirect(reverse("setup"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SecondFactor(_OurFrame, AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """Code or security key."""
