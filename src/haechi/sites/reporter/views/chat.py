"""`/<slug>/talk/`: participation code, subject, then key and password before the first word (TK-1, TK-4).

Everything travels in the page: there is no cookie until the chat is open, and the code is in no address.
"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.institutions.models import Institution, spoken
from haechi.reports.errors import MustWait
from haechi.reports.types import new_draft_token, read_draft_token, write_draft_token
from haechi.sites.reporter.addresses import absolute, address, check_path
from haechi.sites.reporter.forms import PlainForm, clean_post
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.middleware import new_form_token
from haechi.sites.reporter.pages import enter, show
from haechi.sites.reporter.questions import QUIET
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.views.check import MOST_BITS, seconds_left
from haechi.talks.codes import LENGTH, MalformedCode, read_code, written
from haechi.talks.errors import TalkIsOff, WrongCode
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.selectors import talk_of
from haechi.talks.services import check_code, open_chat
from haechi.talks.types import Opened, Subject


class CodeForm(PlainForm):
    code = forms.CharField(
        label=gettext_lazy("Participation code"),
        widget=forms.TextInput(attrs={**QUIET, "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Please type the participation code.")},
    )


class SubjectForm(PlainForm):
    subject = forms.ChoiceField(
        label=gettext_lazy("What do you want to talk about?"),
        choices=Subject.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose a subject."),
            "invalid_choice": gettext_lazy("Please choose a subject."),
        },
    )


@page("GET", "POST")
def talk(request: ReporterRequest, slug: str) -> HttpResponse:
    institution = enter(request, slug)
    offered = talk_of(institution)
    if offered is None:
        return show(request, "chat_off.html", {"institution": institution}, status=404)
    if request.method != "POST":
        return _ask_code(request, offered, CodeForm())
    form = CodeForm(clean_post(request))
    if not form.is_valid():
        return _ask_code(request, offered, form, status=422)
    try:
        code = _checked(request, institution, form.cleaned_data["code"])
    except MustWait as wait:
        return _show_wait(request, form, wait)
    except (MalformedCode, WrongCode, TalkIsOff) as error:
        form.add_error(
            "code", malformed_code() if isinstance(error, MalformedCode) else wrong_code()
        )
        return _ask_code(request, offered, form, status=422)
    return _with_code(request, institution, code)


def _checked(request: ReporterRequest, institution: Institution, typed: str) -> ParticipationCode:
    data = clean_post(request)
    code, challenge, work = read_code(typed), data.get("challenge", ""), data.get("work", "")
    return check_code(institution, code, challenge=challenge, work=work)


def _with_code(
    request: ReporterRequest, institution: Institution, code: ParticipationCode
) -> HttpResponse:
    data = clean_post(request)
    asked = data.get("to") == "open"
    form = SubjectForm(data if asked else None)
    token = read_draft_token(data.get("draft", "")) or new_draft_token()
    if not asked or not form.is_valid():
        context = {"form": form, "code": written(code.text), "draft": write_draft_token(token)}
        return show(request, "chat_subject.html", context, status=422 if asked else 200)
    opened = open_chat(
        institution=institution,
        subject=Subject(form.cleaned_data["subject"]),
        token=token,
        code=code,
    )
    return _show_receipt(request, opened)


def _show_receipt(request: ReporterRequest, opened: Opened) -> HttpResponse:
    """The first page with a cookie: key and password are on it, and the chat is one step away."""
    request.reporter, request.form_token = opened.session, new_form_token()
    context = {
        "receipt": opened.receipt,
        "talk_url": address("thread"),
        "check_url": absolute(request, check_path(request)),
    }
    return show(request, "receipt.html", context)


def _ask_code(
    request: ReporterRequest, offered: TalkSettings, form: CodeForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "institution": offered.institution,
        "hours": spoken(offered.hours_ko, offered.hours_en),
    }
    return show(request, "chat_code.html", context, status=status)


def _show_wait(request: ReporterRequest, form: CodeForm, wait: MustWait) -> HttpResponse:
    seconds = seconds_left(wait)
    context: dict[str, Any] = {
        "code": form.cleaned_data["code"],
        "challenge": wait.challenge,
        "seconds": seconds,
        "minutes": -(-seconds // 60),
        "bits": wait.bits if wait.bits <= MOST_BITS else 0,
        "kept": _kept(request),
    }
    response = show(request, "chat_wait.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _kept(request: ReporterRequest) -> dict[str, str]:
    data = clean_post(request)
    return {name: data.get(name, "") for name in ("to", "subject", "draft")}


def malformed_code() -> str:
    return _("The participation code has %(n)s digits.") % {"n": LENGTH}


def wrong_code() -> str:
    """The same for a code that was never given, is past its days, or was replaced."""
    return _(
        "No chat opens with this participation code. Look at the notice board for the one that is"
        " valid today."
    )
