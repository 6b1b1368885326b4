"""The request as this site's views see it, for the type checker."""

from haechi.institutions.models import Institution
from haechi.reports.types import ReporterSession
from haechi.sites.common.asgi import SpooledRequest
from haechi.sites.reporter.practice_place import PracticePlace
from haechi.sites.reporter.recordings.place import CallsPlace


class ReporterRequest(SpooledRequest):
    """A `SpooledRequest` with what `session_cookie` adds and what views tell the page frame."""

    reporter: ReporterSession | None  # None: not signed in; a view that sets it signs in or out
    form_token: str
    reporter_until: float  # Unix seconds at which the session ends by itself
    keeps_session: bool  # a view that sets False does not count as activity
    institution: Institution | None
    practice: PracticePlace  # set on pages of a practice day alone
    calls: CallsPlace  # set on pages of requests for recordings alone
    home_url: str
