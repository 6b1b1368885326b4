"""Every error as an answer in the reporter's language; nothing of the request in a log."""

import logging
from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from haechi.common.errors import HaechiError
from haechi.custody.errors import DeskEmpty
from haechi.institutions.errors import NoSuchInstitution
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.sites.common.error_pages import ErrorPage, Text, error_page
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.pages import frame

logger = logging.getLogger(__name__)

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, FileTooLarge)
UNREADABLE = (MultiPartParserError, UnreadablePostError)
NO_ROOM = (DatabaseError, StorageFull, DeskEmpty)
KNOWN = (HaechiError, *TOO_LARGE, *UNREADABLE, DatabaseError)

NO_DESK_TITLE = _("There is no report desk at this address")
NO_DESK = _(
    "The address may be mistyped, or the institution does not take reports here at the moment."
    " Please choose the institution from the list."
)


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page for an error of `KNOWN`."""
    if isinstance(error, NoSuchInstitution):
        return show_error(request, 404, title=NO_DESK_TITLE, message=NO_DESK)
    if isinstance(error, TOO_LARGE):
        return show_error(request, 413)
    if isinstance(error, NO_ROOM):
        log_storage(error)
        return show_error(request, 503)
    return show_error(request, 400)


def log_storage(error: Exception) -> None:
    """Tell the operator where in the code it happened; `PlaceOnly` writes nothing else."""
    logger.error("storage", exc_info=error)


def show_error(
    request: HttpRequest, status: int, *, title: Text = "", message: Text = ""
) -> HttpResponse:
    page: ErrorPage = error_page(status, back_url=address("start"))
    page = replace(page, title=title or page.title, message=message or page.message)
    context = frame(request) | {"error": page}
    return render(request, "site_common/error.html", context, status=page.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_to(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_error(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return show_error(request, 500)
