"""What stands in front of every view: methods, other sites' forms, errors as answers."""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase, HttpResponseNotAllowed

from haechi.sites.reporter.errors import KNOWN, answer_to, show_error
from haechi.sites.reporter.requests import ReporterRequest

P = ParamSpec("P")
View = Callable[Concatenate[ReporterRequest, P], HttpResponseBase]

# A browser that says where a form comes from must say "here"; Tor Browser over plain HTTP says nothing.
_OWN_SITES = frozenset({"", "same-origin", "none"})


def page(*methods: str) -> Callable[[View[P]], View[P]]:
    """A view that answers to `methods` (HEAD goes with GET) and turns known errors into pages."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: ReporterRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            if request.method == "POST" and not sent_from_here(request):
                return show_error(request, 403)
            try:
                return view(request, *args, **kwargs)
            except KNOWN as error:
                return answer_to(request, error)

        return guarded

    return decorate


def sent_from_here(request: ReporterRequest) -> bool:
    """False for a form of another site (Fetch Metadata Request Headers, W3C): no cookie is needed."""
    return request.headers.get("Sec-Fetch-Site", "") in _OWN_SITES


def has_form_token(request: ReporterRequest) -> bool:
    """True where the signed-in page's hidden token came back."""
    sent = request.POST.get("form_token", "").encode()
    return bool(request.form_token) and hmac.compare_digest(sent, request.form_token.encode())
