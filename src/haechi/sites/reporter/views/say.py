"""What a chat's page sends by script: a message as it is written, and that somebody is typing. Answers in JSON.

Without a script the same form goes to `thread.message`.
"""

from django.http import HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from haechi.conversations.models import Message, Side
from haechi.conversations.selectors import view_of_message
from haechi.crypto.errors import CannotOpen
from haechi.reports.access import hold_report
from haechi.reports.errors import Withdrawn, WrongCredential
from haechi.reports.types import DraftToken, OpenReport, read_draft_token
from haechi.sites.reporter.chat_page import post
from haechi.sites.reporter.files import stored_rows
from haechi.sites.reporter.forms import MessageForm, clean_post
from haechi.sites.reporter.guard import has_form_token, page
from haechi.sites.reporter.leaks import holds_key
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.talk import message_rows, read_uid
from haechi.sites.reporter.words import blocked, too_fast, withdrawn
from haechi.talks.errors import Blocked, TooFast
from haechi.talks.presence import chat_place, read_page, say_typing


@page("POST")
def say(request: ReporterRequest) -> HttpResponseBase:
    """Store one message; the answer carries it as the page shows it. The same `uid` again: the same answer."""
    if request.reporter is None:
        return _problem("", 401)
    data = clean_post(request)
    token = read_draft_token(data.get("draft", ""))
    if token is None or not has_form_token(request):
        return _problem(_("The page stood open too long. Your text is here: send it again."), 409)
    has_files = not data.get("text", "").strip() and bool(stored_rows(token))
    form = MessageForm(data, has_files=has_files)
    if not form.is_valid():
        return _problem(" ".join(str(error) for error in form.errors["text"]), 422)
    try:
        opened = hold_report(request.reporter).open()
    except (WrongCredential, CannotOpen):
        return _problem("", 401)
    text = form.cleaned_data["text"]
    if data.get("to") != "anyway" and holds_key(text, request.reporter.report_key):
        return JsonResponse(
            {"error": _("Your report key stands in the text"), "leak": True}, status=422
        )
    return _stored(opened, text, token, data)


def _stored(opened: OpenReport, text: str, token: DraftToken, data: QueryDict) -> JsonResponse:
    uid, page = read_uid(data.get("uid", "")), read_page(data.get("page", ""))
    try:
        message = post(opened=opened, text=text, token=token, uid=uid, page=page)
    except TooFast as fast:
        answer = _problem(too_fast(), 429)
        answer["Retry-After"] = str(fast.seconds)
        return answer
    except Blocked:
        return _problem(blocked(), 403)
    except Withdrawn:
        return _problem(withdrawn(), 403)
    return JsonResponse({"html": _shown(opened, message)})


def _shown(opened: OpenReport, message: Message) -> str:
    (row,) = message_rows([view_of_message(opened, message)])
    return render_to_string("site_reporter/parts/chat_message.html", {"row": row})


def _problem(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


@page("POST")
def typing(request: ReporterRequest) -> HttpResponse:
    """Tell the other side, by a sign that passes and is kept nowhere; not activity, nothing is looked up."""
    request.keeps_session = False
    if request.reporter is not None and has_form_token(request):
        say_typing(chat_place(request.reporter.report_id, Side.REPORTER))
    return HttpResponse(status=204)
