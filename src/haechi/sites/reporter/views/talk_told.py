"""What programs are told of Talk: the portal's feed, and the way that a messenger's bot hands out (TK-2, TK-6).

Both lie in the zone that keeps neither log nor address. The bot's call is answered without a look at what
it brings: who asked, and what was typed, is dropped unread.
"""

from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, close_old_connections
from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from haechi.institutions.selectors import open_institution
from haechi.sites.reporter.errors import log_storage
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter
from haechi.sites.reporter.requests import ReporterRequest
from haechi.talks.announcing import ATOM_TYPE
from haechi.talks.handout import Handout
from haechi.talks.messenger import ADAPTERS, handout_of
from haechi.talks.notice_board import feed as feed_of
from haechi.talks.notice_board import talk_url
from haechi.talks.selectors import talk_of

_PATIENCE = 3.0  # seconds
_asking = ThreadPoolExecutor(2, thread_name_prefix="messenger")
_told: dict[tuple[str, str], Handout] = {}  # by institution and messenger; nothing of who asked


@page("GET")
def feed(request: ReporterRequest, slug: str, token: str) -> HttpResponse:
    """The code of today, for the intranet portal; a wrong address and Talk switched off look alike."""
    request.keeps_session = False
    found = feed_of(enter(request, slug), token, language=get_language() or "ko")
    if found is None:
        raise Http404
    return HttpResponse(found, content_type=f"{ATOM_TYPE}; charset=utf-8")


@page("POST")
def messenger(request: ReporterRequest, slug: str, name: str) -> HttpResponse:
    """The same answer to every call; off unless the institution chose this messenger.

    The messenger shows an error of its own after five seconds. Where the database takes longer or fails, it
    gets what it was told last, or the bare way to Talk.
    """
    request.keeps_session = False
    adapter = ADAPTERS.get(name)
    if adapter is None:
        raise Http404
    asked = _asking.submit(_handout, slug, name)
    try:
        handout = asked.result(_PATIENCE)
    except (TimeoutError, DatabaseError) as error:
        asked.cancel()
        log_storage(error)
        handout = _told.get((slug, name)) or handout_of("", talk_url(slug), "")
    if handout is None:
        raise Http404
    return HttpResponse(adapter.answer(handout), content_type=adapter.content_type)


def _handout(slug: str, name: str) -> Handout | None:
    """In a thread of its own, so that nobody waits for a database that does not answer.

    Raises:
        NoSuchInstitution, Suspended, DatabaseError.
    """
    close_old_connections()
    institution = open_institution(slug)
    talk = talk_of(institution)
    if talk is None or talk.messenger != name:
        _told.pop((slug, name), None)
        return None
    handout = handout_of(institution.name_ko, talk_url(slug), talk.hours_ko)
    _told[slug, name] = handout
    return handout
