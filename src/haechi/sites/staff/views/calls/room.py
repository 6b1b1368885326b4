"""The operations room, and its stream."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haechi.inbox.errors import NoSuchReport
from haechi.recordings.people import answers
from haechi.recordings.room import TOPIC
from haechi.sites.staff.events import Source, stream, watch_of
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.room_page import parts, state_mark
from haechi.sites.staff.views.calls.area import call_tabs, for_answering


@require_safe
@for_answering
def room(request: OfficerRequest) -> HttpResponseBase:
    context = {"tabs": call_tabs(request, "call_room"), "parts": parts(request.institution)}
    return render(request, "site_staff/calls/room.html", context)


@require_safe
@for_answering
def room_events(request: OfficerRequest) -> HttpResponseBase:
    """The parts as the worker's looks change them; ends with the designation."""
    officer, institution = request.officer.officer, request.institution

    def mark() -> object:
        if not answers(officer):
            raise NoSuchReport  # which ends the stream
        return state_mark(institution)

    return stream(watch_of(request), TOPIC, Source(mark, lambda: parts(institution)))
