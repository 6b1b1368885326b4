"""Who may open which page. What is forbidden looks like what is missing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from haechi.inbox.errors import NoSuchReport
from haechi.institutions.models import Institution
from haechi.staff.types import OfficerAtWork, Role

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request of a signed-in officer, as `officer_session` leaves it."""

    officer: OfficerAtWork
    institution: Institution


View = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]
Plain = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[View[P]], Plain[P]]:
    """Only for officers of these roles; for anyone signed out, the way to the sign-in page."""

    def decorate(view: View[P]) -> Plain[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            officer: OfficerAtWork | None = getattr(request, "officer", None)
            if officer is None:
                back = request.get_full_path() if request.method == "GET" else "/"
                return redirect_to_login(back)
            if officer.role not in roles:
                raise Http404
            try:
                return view(request, *args, **kwargs)  # type: ignore[arg-type]
            except NoSuchReport:
                raise Http404 from None

        return guarded  # type: ignore[return-value]  # wraps() keeps the view's own request type

    return decorate


for_anyone_at_work = for_roles(*Role)
for_readers = for_roles(Role.HEAD, Role.OFFICER)
for_head = for_roles(Role.HEAD)
for_managers = for_roles(Role.HEAD, Role.ADMINISTRATOR)
