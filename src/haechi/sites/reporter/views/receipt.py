"""The receipt: shown once in the answer to the form, saved by the reporter, kept by nobody."""

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from haechi.crypto.credentials import PHRASE_MAX_LENGTH, MalformedKey, is_pin, read_report_key
from haechi.reports.types import Receipt
from haechi.sites.reporter.addresses import absolute, address
from haechi.sites.reporter.forms import clean_post
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest

SAVED_NAME = "memo.txt"  # on an office PC a file's name alone can give its owner away


def show_receipt(request: ReporterRequest, receipt: Receipt) -> HttpResponse:
    context = {
        "receipt": receipt,
        "is_phrase": not is_pin(receipt.password),
        "check_url": absolute(request, address("check")),
    }
    return show(request, "receipt.html", context)


@page("GET", "POST")
def save(request: ReporterRequest) -> HttpResponse:
    """The receipt as a small text file; the page sends both values, nothing is looked up."""
    if request.method != "POST":
        return HttpResponseRedirect(address("check"))
    data = clean_post(request)
    try:
        key = read_report_key(data.get("key", ""))
    except MalformedKey:
        return HttpResponseRedirect(address("check"))
    context = {
        "key": key,
        "password": data.get("password", "")[:PHRASE_MAX_LENGTH].replace("\n", " "),
        "check_url": absolute(request, address("check")),
    }
    text = render_to_string("site_reporter/receipt.txt", context)
    # A byte-order mark: Windows Notepad of an office PC reads Korean right.
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{SAVED_NAME}"'
    return response
