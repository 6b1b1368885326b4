"""What an officer does in a chat. Each answers with the board, the same chats open; nothing typed is lost."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.conversations.models import Message, Side
from haechi.conversations.services import sent_before
from haechi.inbox.access import visible_reports
from haechi.reports.attachments import discard
from haechi.sites.staff.forms.talks import AnswerForm, CategoryForm, CloseForm, HandOverForm
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.talk_page import board_url, line_html, panel_of, read_open
from haechi.sites.staff.views.messages import take_files
from haechi.sites.staff.views.talks.board import show_board
from haechi.talkroom import services
from haechi.talkroom.access import OpenChat, chat_for
from haechi.talkroom.errors import NotNow
from haechi.talkroom.turning import become_report
from haechi.talks.presence import chat_place, read_page, say_typing

UNPROCESSABLE = 422
Act = Callable[[OfficerRequest, OpenChat], Form | str]
View = Callable[..., HttpResponseBase]


def _shown(request: OfficerRequest, chat_id: uuid.UUID) -> list[uuid.UUID]:
    """The chats that the page had open, this one among them."""
    return list(dict.fromkeys([*read_open(request.POST.getlist("chat")), chat_id]))


def _back(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(board_url(_shown(request, chat_id)) + f"#talk-{chat_id}")


def _failed(request: OfficerRequest, found: OpenChat, name: str, form: Form) -> HttpResponse:
    shown = _shown(request, found.chat.pk)
    panel = panel_of(found, request.institution, shown)
    panel = replace(panel, forms={**panel.forms, name: form}, problem=name)
    return show_board(request, shown, panel)


def _act(name: str, act: Act) -> View:
    """A view that does `act`: it returns what to say, or the form that failed."""

    @require_POST
    @for_readers
    def view(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponse:
        found = chat_for(request.officer, chat_id)
        try:
            outcome = act(request, found)
        except NotNow:
            messages.warning(
                request, _("A colleague was first. The page now shows the chat as it is.")
            )
            return _back(request, chat_id)
        if isinstance(outcome, Form):
            return _failed(request, found, name, outcome)
        messages.success(request, outcome)
        return _back(request, chat_id)

    return view


@require_POST
@for_readers
def send(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponseBase:
    """To the reporter; the page's script asks for JSON and stays where it is."""
    found = chat_for(request.officer, chat_id)
    form = AnswerForm(request.POST, chat_id=chat_id)
    sent = None
    if form.is_valid():
        try:
            sent = _send(request, found, form)
        except NotNow:
            form.add_error(None, _("A colleague made it a report since. Its thread goes on there."))
    scripted = "application/json" in request.headers.get("Accept", "")
    if sent and scripted:
        return JsonResponse({"uid": str(uuid.uuid4()), "html": line_html(found.opened, sent)})
    if sent:
        return _back(request, chat_id)
    if scripted:
        problem = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return JsonResponse({"problem": problem}, status=UNPROCESSABLE)
    return _failed(request, found, "answer", form)


def _send(request: OfficerRequest, found: OpenChat, form: AnswerForm) -> Message | None:
    """None where its files were not taken: the form says why."""
    uid, text = form.cleaned_data["uid"], form.cleaned_data["text"]
    known = sent_before(found.opened.report, uid) if request.FILES else None
    if known:
        return known
    stored, problems = take_files(request, found.opened)
    if problems:
        discard(stored)
        for problem in problems:
            form.add_error("attached", problem)
        return None
    return services.answer(
        actor=request.officer,
        found=found,
        text=text,
        uid=uid,
        attachments=stored,
        page=read_page(request.POST.get("page", "")),
    )


def _take(request: OfficerRequest, found: OpenChat) -> Form | str:
    seen = str(request.POST.get("seen", ""))
    holder = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None
    services.take(actor=request.officer, found=found, seen=holder)
    return _("The chat is yours.")


def _hand(request: OfficerRequest, found: OpenChat) -> Form | str:
    form = HandOverForm(request.POST, opened=found.opened)
    if not form.is_valid():
        return form
    officer = form.cleaned_data["officer"]
    services.hand_over(
        actor=request.officer,
        found=found,
        to=officer,
        note=form.cleaned_data["note"],
        uid=form.cleaned_data["uid"],
    )
    return _("The chat was handed over to %(officer)s.") % {"officer": officer}


def _close(request: OfficerRequest, found: OpenChat) -> Form | str:
    form = CloseForm(request.POST, chat_id=found.chat.pk)
    if not form.is_valid():
        return form
    services.close(actor=request.officer, found=found, summary=form.cleaned_data["summary"])
    return _("The chat has ended. If the reporter writes again, it waits again.")


take_chat = _act("take", _take)
hand_chat_over = _act("hand", _hand)
close_chat = _act("close", _close)


@require_POST
@for_readers
def block_chat(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponseBase:
    """Ask first: nothing more is taken in this chat. Ending the block asks nothing."""
    found = chat_for(request.officer, chat_id)
    blocked = not found.chat.is_blocked
    if blocked and request.POST.get("confirm") != "yes":
        return _ask_block(request, found)
    try:
        services.block(actor=request.officer, found=found, blocked=blocked)
    except NotNow:
        return _gone_on(request)
    said = _("Nothing more is taken in this chat.") if blocked else _("The block has ended.")
    messages.success(request, said)
    return _back(request, chat_id)


def _ask_block(request: OfficerRequest, found: OpenChat) -> HttpResponse:
    context = {
        "title": _("Block this chat?"),
        "consequences_title": _("What it does"),
        "consequences": [
            _("Nothing more can be written in this chat. What was written stays."),
            _("Nobody is identified by it, and nobody is kept out: a new chat can be opened."),
            _("You can end the block at any time."),
        ],
        "confirm_label": _("Block"),
        "cancel_url": board_url([found.chat.pk]),
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)


@require_POST
@for_readers
def make_report(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponseBase:
    """The chat becomes a report; its page opens."""
    found = chat_for(request.officer, chat_id)
    form = CategoryForm(request.POST, institution=request.institution, chat_id=chat_id)
    if not form.is_valid():
        return _failed(request, found, "report", form)
    try:
        report = become_report(
            actor=request.officer, found=found, category=form.cleaned_data["category"]
        )
    except NotNow:
        return _gone_on(request)
    messages.success(
        request, _("The chat is now report %(number)s.") % {"number": report.display_number}
    )
    # A colleague who had the chat is in charge now; without a duty in the category it is not hers to see.
    mine = visible_reports(request.officer).filter(pk=report.pk).exists()
    return HttpResponseRedirect(reverse("report", args=[report.pk]) if mine else reverse("talks"))


def _gone_on(request: OfficerRequest) -> HttpResponse:
    messages.warning(request, _("A colleague made it a report since. Its thread goes on there."))
    return HttpResponseRedirect(reverse("talks"))


@require_POST
@for_readers
def seen(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponseBase:
    """Sent by the page when something new is on the screen: no sign that the officer is at work."""
    last = str(request.POST.get("last", ""))
    up_to = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else 0
    services.saw(actor=request.officer, chat_id=chat_id, up_to=up_to)
    response = HttpResponse(status=204)
    response.is_passive = True  # type: ignore[attr-defined]
    return response


@require_POST
@for_readers
def typing(request: OfficerRequest, chat_id: uuid.UUID) -> HttpResponseBase:
    found = chat_for(request.officer, chat_id)
    say_typing(chat_place(found.chat.pk, Side.OFFICER))
    return HttpResponse(status=204)
