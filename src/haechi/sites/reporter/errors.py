"""Every error as an answer in the reporter's language; nothing of the request in a log.

Pages are neither cached nor restored by the browser, so "go back" would lose what was typed: where the
form could be read, the error page carries it and sends it again.
"""

import logging
from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from haechi.common.errors import HaechiError
from haechi.continuity.selectors import departure_of
from haechi.custody.errors import DeskEmpty
from haechi.institutions.errors import NoSuchInstitution, Suspended
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.sites.common.error_pages import ErrorPage, Text, error_page
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.forms import clean_post
from haechi.sites.reporter.pages import frame
from haechi.sites.reporter.suspended import suspended_page

logger = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, FileTooLarge)
UNREADABLE = (MultiPartParserError, UnreadablePostError)
NO_ROOM = (DatabaseError, StorageFull, DeskEmpty)
KNOWN = (HaechiError, *TOO_LARGE, *UNREADABLE, DatabaseError)
_NOT_RESENT = frozenset({"off_disk"})

NO_DESK_TITLE = _("There is no report desk at this address")
NO_DESK = _(
    "The address may be mistyped, or the institution does not take reports here at the moment."
    " Please choose the institution from the list."
)
MOVED_TITLE = _("This institution has moved")
MOVED_NAME = _("%(name)s does not take reports at this address any more.")
MOVED_KEY = _(
    "Its reports moved with it: at the new address you sign in with the same report key and password."
)
MOVED_ASK = _("Please ask the institution itself where it takes reports now.")
MOVED_LINK = _("Go to the new address")
KEPT_HERE = _("All the text you sent just now is in this page. Wait a little and press the button.")
KEPT_BEFORE = _(
    "What you sent before is safe. What you sent just now could not be read; it may still be in the"
    " page before this one."
)


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for an error of `KNOWN`."""
    if isinstance(error, NoSuchInstitution):
        return _no_desk(request, error)
    if isinstance(error, TOO_LARGE):
        return show_error(request, 413)
    if isinstance(error, NO_ROOM):
        log_storage(error)
        return show_error(request, 503)
    return show_error(request, 400)


def _no_desk(request: HttpRequest, error: NoSuchInstitution) -> HttpResponse:
    """Nothing here, or not any more: who scanned an old poster learns where the institution went."""
    match = request.resolver_match
    gone = departure_of(str(match.kwargs.get("slug", ""))) if match else None
    if gone is None and isinstance(error, Suspended):
        return suspended_page(request, error.institution_id, _sent(request))
    if gone is None:
        return show_error(request, 404, title=NO_DESK_TITLE, message=NO_DESK)
    name = gone.name_en if get_language() == "en" else gone.name_ko
    told = MOVED_KEY if gone.new_address and gone.sha256 else MOVED_ASK
    message = format_lazy("{} {}", str(MOVED_NAME) % {"name": name}, told)
    back = (gone.new_address, MOVED_LINK) if gone.new_address else (address("start"), "")
    return show_error(request, 410, title=MOVED_TITLE, message=message, back=back)


def log_storage(error: Exception) -> None:
    """Tell the operator where in the code it happened; `PlaceOnly` writes nothing else."""
    logger.error("storage", exc_info=error)


def show_error(
    request: HttpRequest,
    status: int,
    *,
    title: Text = "",
    message: Text = "",
    back: tuple[str, Text] | None = None,
) -> HttpResponse:
    """The error page; where a form was sent and could be read, with a button that sends it again."""
    url, label = back or (address("start"), "")
    page: ErrorPage = error_page(status, back_url=url, back_label=label)
    page = replace(page, title=title or page.title, message=message or page.message)
    fields = _sent(request)
    if request.method == "POST":
        page = replace(page, kept=KEPT_HERE if fields else KEPT_BEFORE)
    context = frame(request) | {"error": page, "fields": fields, "action": request.path}
    template = "site_reporter/resend.html" if fields else "site_common/error.html"
    return render(request, template, context, status=page.status)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent; none where it cannot be read."""
    if request.method != "POST":
        return []
    try:
        data = clean_post(request)
    except (*TOO_LARGE, *UNREADABLE):
        return []
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if name not in _NOT_RESENT
    ]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_to(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address typed from a poster has no slash at its end: there it goes on."""
    path = f"{request.path_info}/"
    if request.method in {"GET", "HEAD"} and is_valid_path(path):
        return HttpResponseRedirect(path)
    return show_error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return show_error(request, 500)
