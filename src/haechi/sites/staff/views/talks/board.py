"""The board of Talk: who waits, and up to four chats side by side (TK-3, TK-4)."""

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from haechi.inbox.errors import NoSuchReport
from haechi.sites.staff.events import watch_of
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.talk_page import (
    Panel,
    list_html,
    panel_of,
    read_open,
)
from haechi.sites.staff.talk_stream import Board, stream
from haechi.staff.types import Role
from haechi.talkroom.access import visible
from haechi.talkroom.codes import settings_of
from haechi.talkroom.selectors import board_of
from haechi.talkroom.services import open_chat


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
    language = translation.get_language() or "ko"
    return stream(Board(watch_of(request), actor, shown, language))
