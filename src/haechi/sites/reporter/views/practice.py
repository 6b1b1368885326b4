"""A practice day: form, files, receipt (HL-10). The steps are those of `views.report`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseBase

from haechi.common.clock import today
from haechi.practice.errors import NoSuchSession, NotThisDay
from haechi.practice.keys import PRACTICE_KEYS
from haechi.practice.models import PracticeSession
from haechi.practice.selectors import session_by_code
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter, show
from haechi.sites.reporter.practice_place import PracticePlace
from haechi.sites.reporter.practice_writing import begin_practice, resume_practice
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views import receipt as receipts
from haechi.sites.reporter.views import uploads
from haechi.sites.reporter.views.report import show_form, step

P = ParamSpec("P")
SessionView = Callable[Concatenate[ReporterRequest, PracticeSession, P], HttpResponseBase]
View = Callable[Concatenate[ReporterRequest, str, str, P], HttpResponseBase]


def in_session(view: SessionView[P]) -> View[P]:
    """Mark the request as practice and find the session; one that is over gets a page that says so."""

    @wraps(view)
    def entered(
        request: ReporterRequest, /, slug: str, code: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        institution = enter(request, slug)
        request.practice = PracticePlace(slug, code)
        request.home_url = request.practice.form_url
        session = None
        try:
            session = session_by_code(institution, code)
            return view(request, session, *args, **kwargs)
        except (NoSuchSession, NotThisDay):
            return _closed(request, session)

    return entered  # type: ignore[return-value]  # wraps() keeps the names of the arguments


def on_its_day(view: SessionView[P]) -> SessionView[P]:
    """Only while the session takes reports."""

    @wraps(view)
    def timely(
        request: ReporterRequest, session: PracticeSession, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not session.is_open(today()):
            raise NotThisDay
        return view(request, session, *args, **kwargs)

    return timely


def _closed(request: ReporterRequest, session: PracticeSession | None) -> HttpResponse:
    """Without a switch of language: a form that was sent here is not there in the other one."""
    context: dict[str, Any] = {"session": session, "real_url": request.practice.real_url}
    return show(request, "practice_closed.html", context | {"languages": []}, status=404)


@page("GET", "POST")
@in_session
@on_its_day
def practice(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    if request.method != "POST":
        return show_form(begin_practice(request, session))
    return step(resume_practice(request, session))


@page("POST")
@in_session
@on_its_day
def upload(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    return uploads.receive(request, session.institution)


@page("POST")
@in_session
@on_its_day
def remove(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    return uploads.discard(request)


@page("GET", "POST")
@in_session
def receipt(request: ReporterRequest, session: PracticeSession) -> HttpResponseBase:
    """The receipt of a practice report as a small text file."""
    return receipts.saved(request, PRACTICE_KEYS.read)
