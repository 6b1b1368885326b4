"""The receipt: shown once in the answer to the form, saved by the reporter, kept by nobody."""

import re
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from haechi.cases.reporter import CaseForReporter
from haechi.crypto.credentials import PHRASE_MAX_LENGTH, MalformedKey, is_pin, read_report_key
from haechi.crypto.types import ReportKey
from haechi.institutions.selectors import text_of
from haechi.institutions.types import TextKind
from haechi.reports.types import Receipt
from haechi.sites.reporter.addresses import absolute, check_path
from haechi.sites.reporter.forms import clean_post
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest

_CASE_NUMBER = re.compile(r"\d{4} (?:공익|녹취) 제\d{1,6}호")
SAVED_NAME = "memo.txt"  # on an office PC a file's name alone can give its owner away


def show_receipt(
    request: ReporterRequest, receipt: Receipt, *, case: CaseForReporter | None = None
) -> HttpResponse:
    """`case`: of a report with a name."""
    institution = request.institution
    context = {
        "note": text_of(institution, TextKind.RECEIPT) if institution else "",
        "receipt": receipt,
        "case": case,
        "is_phrase": not is_pin(receipt.password),
        "check_url": absolute(request, check_path(request)),
    }
    return show(request, "receipt.html", context)


@page("GET", "POST")
def save(request: ReporterRequest) -> HttpResponse:
    """The receipt as a small text file; the page sends both values, nothing is looked up."""
    return saved(request, read_report_key)


def saved(request: ReporterRequest, read_key: Callable[[str], ReportKey]) -> HttpResponse:
    """`read_key` raises MalformedKey for what is no key of this kind."""
    if request.method != "POST":
        return HttpResponseRedirect(check_path(request))
    data = clean_post(request)
    try:
        key = read_key(data.get("key", ""))
    except MalformedKey:
        return HttpResponseRedirect(check_path(request))
    context = {
        "key": key,
        "password": data.get("password", "")[:PHRASE_MAX_LENGTH].replace("\n", " "),
        "check_url": absolute(request, check_path(request)),
        "practice": getattr(request, "practice", None),
        "is_request": hasattr(request, "calls"),
        "number": _number(data.get("number", "")),
    }
    text = render_to_string("site_reporter/receipt.txt", context)
    # A byte-order mark: Windows Notepad of an office PC reads Korean right.
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SAVED_NAME}"'
    return response


def _number(typed: str) -> str:
    """A case's or request's number, as the receipt page sent it; "" for anything else."""
    return typed if _CASE_NUMBER.fullmatch(typed) else ""
