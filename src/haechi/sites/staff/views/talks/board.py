"""The board of Talk: who waits, and up to four chats side by side (TK-3, TK-4)."""

import time
import uuid
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from haechi.conversations.models import Side
from haechi.inbox.errors import NoSuchReport
from haechi.live.services import inbox_topic, report_topic
from haechi.sites.staff.events import Source, stream, watch_of
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.talk_page import (
    Panel,
    list_html,
    live_mark,
    live_parts,
    panel_of,
    read_open,
)
from haechi.staff.types import Role
from haechi.talkroom.access import visible
from haechi.talkroom.codes import settings_of
from haechi.talkroom.selectors import board_of
from haechi.talkroom.services import open_chat
from haechi.talks.presence import AGAIN, chat_place, desk_place, new_page, say_gone, say_here


@require_safe
@for_readers
def board(request: OfficerRequest) -> HttpResponseBase:
    return show_board(request, read_open(request.GET.getlist("chat")))


def show_board(
    request: OfficerRequest, asked: list[uuid.UUID], failed: Panel | None = None
) -> HttpResponse:
    """Open the chats, a row in the trail each; `failed`: one that stays open as it is, with a form that
    could not be carried out."""
    panels = []
    for pk in asked:
        if failed and failed.found.chat.pk == pk:
            panels.append(failed)
            continue
        try:
            found = open_chat(actor=request.officer, chat_id=pk)
        except NoSuchReport:
            continue  # a report by now, or not hers: the list says which
        panels.append(panel_of(found, request.institution, asked))
    found_board = board_of(request.officer)
    shown = [panel.found.chat.pk for panel in panels]
    events = "&".join(f"chat={pk}" for pk in shown)
    row = settings_of(request.institution)
    context = {
        "panels": panels,
        "list": list_html(found_board, shown),
        "stream": f"{reverse('talks_events')}?{events}",
        "quick_answers": row.quick_answers,
        "is_on": row.is_on,
        "is_head": request.officer.role == Role.HEAD,
        "shown": shown,
    }
    status = 422 if failed else 200
    return render(request, "site_staff/talks/board.html", context, status=status)


@require_safe
@for_readers
def events(request: OfficerRequest) -> HttpResponseBase:
    """The board as it changes. Open chats are in the trail by the page that opened them."""
    actor = request.officer
    asked = read_open(request.GET.getlist("chat"))
    # One that became a report meanwhile stays: its place on the page then says so.
    mine = set(visible(actor).filter(pk__in=asked).values_list("pk", flat=True))
    shown = [pk for pk in asked if pk in mine]
    institution_id = actor.officer.institution_id
    places = [desk_place(institution_id), *(chat_place(pk, Side.OFFICER) for pk in shown)]
    topics = [topic for pk in shown for topic in (report_topic(pk), chat_place(pk, Side.REPORTER))]
    page = new_page()
    source = Source(
        mark=lambda: live_mark(actor, shown),
        parts=lambda: live_parts(actor, shown),
        topics=tuple(topics),
        beat=_beat(places, page),
        gone=lambda: _say_gone(places, page),
    )
    return stream(watch_of(request), inbox_topic(institution_id), source)


def _say_gone(places: list[str], page: str) -> None:
    for place in places:
        say_gone(place, page)


def _beat(places: list[str], page: str) -> Callable[[], None]:
    """Say every `AGAIN` seconds that an officer is there, however often the stream looks."""
    said = 0.0

    def beat() -> None:
        nonlocal said
        now = time.monotonic()
        if said and now - said < AGAIN / 2:
            return
        said = now
        for place in places:
            say_here(place, page)

    return beat
