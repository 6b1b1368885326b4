"""The words of the error pages: what happened, what is not lost, and the way back."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

KEPT_TYPED = _(
    "What you sent before is safe. What you typed just now is still in the page before this one: "
    "go back with the back button of your browser."
)
KEPT_ALL = _("Nothing you sent is lost.")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One error page; `kept` says in plain words what is not lost."""

    status: int
    title: Text
    message: Text
    kept: Text
    back_url: str = ""
    back_label: Text = ""


_PAGES: dict[int, tuple[Text, Text, Text]] = {
    400: (
        _("We could not read what was sent"),
        _("Part of the data did not arrive whole. Please go back and send it again."),
        KEPT_TYPED,
    ),
    403: (
        _("This page cannot be opened"),
        _("The page stood open too long, or it is not meant for you. Please open it afresh."),
        KEPT_TYPED,
    ),
    404: (
        _("There is no such page"),
        _("The address may be mistyped, or the page was taken down."),
        KEPT_ALL,
    ),
    413: (
        _("What you sent is too large"),
        _("A file or the text is over the limit. Please take out the largest files."),
        KEPT_TYPED,
    ),
    429: (
        _("Please wait a little"),
        _("There are too many attempts at the moment. Please wait a minute and try again."),
        KEPT_ALL,
    ),
    500: (
        _("Something went wrong on our side"),
        _("You did nothing wrong. Please try again in a little while."),
        KEPT_TYPED,
    ),
    503: (
        _("The service cannot answer at the moment"),
        _("It is being looked after. Please try again in a few minutes."),
        KEPT_TYPED,
    ),
}


def error_page(
    status: int, *, back_url: str = "", back_label: Text = "", kept: Text = ""
) -> ErrorPage:
    """The page of a status; one we have no words for gets those of 500 (or of 400 below 500)."""
    title, message, usual = _PAGES.get(status, _PAGES[400 if status < 500 else 500])
    label = back_label or _("Go to the first page")
    return ErrorPage(status, title, message, kept or usual, back_url, label)


def render_error(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """Answers with the error page in the site's own frame."""
    return render(request, "site_common/error.html", {"error": page}, status=page.status)
