"""What programs are told of Talk: the portal's feed, and the way that a messenger's bot hands out (TK-2, TK-6).

Both lie in the zone that keeps neither log nor address. The bot's call is answered without a look at what
it brings: who asked, and what was typed, is dropped unread.
"""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter
from haechi.sites.reporter.requests import ReporterRequest
from haechi.talks.announcing import ATOM_TYPE
from haechi.talks.messenger import ADAPTERS, handout_of
from haechi.talks.notice_board import feed as feed_of
from haechi.talks.notice_board import talk_url
from haechi.talks.selectors import talk_of


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
    """The same answer to every call; off unless the institution chose this messenger."""
    request.keeps_session = False
    institution = enter(request, slug)
    talk = talk_of(institution)
    adapter = ADAPTERS.get(name)
    if talk is None or adapter is None or talk.messenger != name:
        raise Http404
    handout = handout_of(institution.name_ko, talk_url(institution), talk.hours_ko)
    return HttpResponse(adapter.answer(handout), content_type=adapter.content_type)
