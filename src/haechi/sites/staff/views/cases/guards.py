"""Who may open the centre's pages: members of its desk. For everybody else they are missing (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase

from haechi.casework.access import belongs_to_centre
from haechi.casework.errors import NoSuchCase
from haechi.sites.staff.guards import OfficerRequest, for_readers

View = Callable[..., HttpResponseBase]


def for_centre(view: View) -> View:
    """Heads and officers who sit at the centre's desk, or hold a seal of a case."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not belongs_to_centre(request.officer):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except NoSuchCase:
            raise Http404 from None

    return for_readers(guarded)
