"""Coming back to a report with a name: consents, supplement, objection, word of disadvantage; giving one."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from haechi.cases.errors import AlreadyCase, NotNow
from haechi.cases.filing import become_named
from haechi.cases.reporter import CaseForReporter, case_of, give_consent, takes_cases
from haechi.cases.reporter_acts import Act, Standing, send_act, standing_of
from haechi.reports.drafts import files_of
from haechi.reports.errors import Withdrawn
from haechi.reports.selectors import content_of
from haechi.reports.types import OpenReport, new_draft_token, read_draft_token
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.files import REMOVE, cut_words, take_files, take_out
from haechi.sites.reporter.forms import MessageForm, clean_post
from haechi.sites.reporter.guard import has_form_token, page
from haechi.sites.reporter.leaks import holds_key
from haechi.sites.reporter.named.later import BecomingForms, ConsentsForm, told_by
from haechi.sites.reporter.pages import dress, show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.talk import Talk, language, read_uid
from haechi.sites.reporter.views.report import UNPROCESSABLE
from haechi.sites.reporter.views.thread import signed_in
from haechi.sites.reporter.writing import lost_draft


@page("GET", "POST")
@signed_in
def consents(request: ReporterRequest, opened: OpenReport) -> HttpResponse:
    case = _case(opened)
    if request.method != "POST":
        return _show_consents(request, opened, ConsentsForm.showing(case.consents))
    form = ConsentsForm(clean_post(request))
    if not has_form_token(request) or not form.is_valid():
        return _show_consents(request, opened, form, status=UNPROCESSABLE)
    for kind, given in form.changes(case.consents).items():
        give_consent(opened=opened, kind=kind, given=given)
    return HttpResponseRedirect(address("thread"))


def _show_consents(
    request: ReporterRequest, opened: OpenReport, form: ConsentsForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, **_frame(request, opened)}
    return show(request, "case_consents.html", context, status=status)


@page("GET", "POST")
@signed_in
def act(request: ReporterRequest, opened: OpenReport, act: str) -> HttpResponse:
    """A supplement, an objection, a report of disadvantage: text and files, as a message is written."""
    try:
        what = Act(act)
    except ValueError:
        raise Http404 from None
    _case(opened)
    if request.method != "POST":
        return _show_act(Talk(request, opened), what, MessageForm())
    return _act_posted(request, opened, what)


def _act_posted(request: ReporterRequest, opened: OpenReport, what: Act) -> HttpResponse:
    notices = cut_words(request)
    data = clean_post(request)
    token = read_draft_token(data.get("draft", ""))
    notices += [] if token else [lost_draft()]
    token = token or new_draft_token()
    refused = take_files(request, institution=opened.report.institution, token=token)
    talk = Talk(request, opened, token, read_uid(data.get("uid", "")), refused, notices)
    written = MessageForm(initial={"text": data.get("text", "")})
    if REMOVE in data:
        take_out(token, data.get(REMOVE, ""))
        return _show_act(talk, what, written)
    if data.get("to") not in {"send", "anyway"} or not has_form_token(request):
        return _show_act(talk, what, written)
    form = MessageForm(data, has_files=what is Act.SUPPLEMENT and bool(files_of(token)))
    if not form.is_valid() or refused or notices:
        return _show_act(talk, what, form)
    return _send(talk, what, form, anyway=data.get("to") == "anyway")


def _send(talk: Talk, what: Act, form: MessageForm, *, anyway: bool) -> HttpResponse:
    text, session = form.cleaned_data["text"], talk.request.reporter
    if not anyway and session and holds_key(text, session.report_key):
        return _show_act(talk, what, form, leak=True)
    try:
        send_act(opened=talk.opened, act=what, text=text, token=talk.token, uid=talk.uid)
    except NotNow as refused:
        talk.notices.append(told_by(refused.problem.value))
        return _show_act(talk, what, form)
    except Withdrawn:
        talk.notices.append(_("The report was withdrawn: nothing more can be added to it."))
        return _show_act(talk, what, form)
    return HttpResponseRedirect(address("thread"))


def _show_act(talk: Talk, what: Act, form: MessageForm, *, leak: bool = False) -> HttpResponse:
    standing = standing_of(talk.opened, language())
    context = {
        **_frame(talk.request, talk.opened),
        **_limits(),
        "act": what,
        "talk": talk,
        "form": form,
        "leak": leak,
        "writing": talk,
        "draft_rows": talk.draft_rows,
        "standing": standing,
        "deadline": _deadline(standing, what),
    }
    wrong = bool(form.errors or talk.refused or talk.notices or leak)
    return show(talk.request, "case_act.html", context, status=UNPROCESSABLE if wrong else 200)


def _deadline(standing: Standing, what: Act) -> object:
    return {Act.OBJECTION: standing.objection, Act.SUPPLEMENT: standing.supplement}.get(what)


@page("GET", "POST")
@signed_in
def become(request: ReporterRequest, opened: OpenReport) -> HttpResponse:
    """An anonymous report gets a name: what changes is said first, and nothing is stored before."""
    report = opened.report
    settled = case_of(opened) is not None or report.withdrawn_on or report.is_chat
    if settled or not takes_cases(report.institution):
        return HttpResponseRedirect(address("thread"))
    content = content_of(opened)
    if request.method != "POST":
        return _show_become(request, opened, BecomingForms(content))
    forms = BecomingForms(content, clean_post(request))
    if not has_form_token(request) or not forms.is_valid():
        return _show_become(request, opened, forms, wrong=True)
    with suppress(AlreadyCase):  # the button was pressed twice
        become_named(opened=opened, particulars=forms.particulars())
    return HttpResponseRedirect(address("thread"))


def _show_become(
    request: ReporterRequest, opened: OpenReport, forms: BecomingForms, *, wrong: bool = False
) -> HttpResponse:
    context = {
        **_frame(request, opened),
        **_limits(),
        "forms": forms,
        "form": forms.together if wrong else None,
    }
    status = UNPROCESSABLE if wrong else 200
    return show(request, "case_named.html", context, status=status)


def _case(opened: OpenReport) -> CaseForReporter:
    found = case_of(opened)
    if found is None:
        raise Http404
    return found


def _frame(request: ReporterRequest, opened: OpenReport) -> dict[str, Any]:
    dress(request, opened.report.institution)
    return {
        "report": opened.report,
        "institution": opened.report.institution,
        "case": case_of(opened),
        "form_token": request.form_token,
        "action": request.path,
    }


def _limits() -> dict[str, Any]:
    return {
        "upload_url": address("thread-upload"),
        "remove_url": address("thread-remove"),
        "limits": {
            "text": settings.MAX_TEXT_CHARS,
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
    }
