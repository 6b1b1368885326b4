"""Coming back with report key and password; signing out."""

import time
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from haechi.applicants.keys import REQUEST_KEYS
from haechi.crypto.credentials import MalformedKey
from haechi.practice.keys import PRACTICE_KEYS
from haechi.reports.access import open_report, sign_in
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.types import ReporterSession
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.forms import MessageForm, SignInForm, clean_post
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.middleware import new_form_token
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.talk import Talk, show_thread

KEPT = ("kept", "kept_draft", "kept_uid")  # an unsent message that waits for signing in again
MOST_BITS = 28  # what a telephone's browser can work off in a few minutes


@page("GET", "POST")
def check(request: ReporterRequest) -> HttpResponse:
    if request.method != "POST":
        if request.reporter:
            return HttpResponseRedirect(address("thread"))
        return show(request, "check.html", {"form": SignInForm()})
    data = clean_post(request)
    kept = {name: data.get(name, "") for name in KEPT}
    form = SignInForm(data)
    if not form.is_valid():
        return show_again(request, form, kept)
    try:
        session = sign_in(
            typed_key=form.cleaned_data["key"],
            typed_password=form.cleaned_data["password"],
            challenge=data.get("challenge", ""),
            work=data.get("work", ""),
        )
    except MalformedKey:
        form.add_error("key", malformed(form.cleaned_data["key"]))
    except WrongCredential:
        form.add_error(None, wrong())
    except MustWait as wait:
        return show_wait(request, form, kept, wait)
    else:
        return _signed_in(request, session, kept)
    return show_again(request, form, kept)


def _signed_in(
    request: ReporterRequest, session: ReporterSession, kept: dict[str, str]
) -> HttpResponse:
    request.reporter, request.form_token = session, new_form_token()
    if not kept["kept"]:
        return HttpResponseRedirect(address("thread"))
    talk = Talk.restored(request, open_report(session), kept)
    return show_thread(talk, MessageForm(initial={"text": kept["kept"]}))


def show_again(request: ReporterRequest, form: SignInForm, kept: dict[str, str]) -> HttpResponse:
    return show(request, "check.html", {"form": form, "kept": kept}, status=422)


def show_wait(
    request: ReporterRequest, form: SignInForm, kept: dict[str, str], wait: MustWait
) -> HttpResponse:
    seconds = seconds_left(wait)
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "challenge": wait.challenge,
        "seconds": seconds,
        "minutes": -(-seconds // 60),
        "bits": wait.bits if wait.bits <= MOST_BITS else 0,
    }
    response = show(request, "wait.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def seconds_left(wait: MustWait) -> int:
    issued = wait.challenge.partition(".")[0]
    passed = int(time.time()) - int(issued) if issued.isdigit() else 0
    return max(1, wait.seconds - max(0, passed))


def ask_to_sign_in(request: ReporterRequest, kept: dict[str, str] | None = None) -> HttpResponse:
    """The sign-in page in place of a page that needs a session; an unsent message goes with it."""
    request.reporter = None
    context = {"form": SignInForm(), "ended": True, "kept": kept or {}}
    return show(request, "check.html", context, status=401)


@page("GET", "POST")
def sign_out(request: ReporterRequest) -> HttpResponse:
    """Ends the session; without the form's token too, since nothing is lost by it."""
    if request.method != "POST":
        return HttpResponseRedirect(address("thread"))
    request.reporter = None
    return show(request, "signed_out.html")


def malformed(typed: str) -> str:
    if PRACTICE_KEYS.fits(typed):
        return _(
            "This is a report key of a practice day. Use the address on the receipt of the practice."
        )
    if REQUEST_KEYS.fits(typed):
        return _(
            "This is the key of a request for a recording. Use the address on the receipt of the request."
        )
    return _(
        "A report key has six characters: capital letters and figures, without 0, 1, I, L and O."
    )


def wrong() -> str:
    return _(
        "No report answers to this report key and password. Please check both; capital or small"
        " letters do not matter."
    )
