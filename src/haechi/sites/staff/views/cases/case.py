"""A case's page, and the small pages of what is done with it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.cases.history import picture_of
from haechi.casework import selectors, thread
from haechi.casework.access import open_case
from haechi.casework.errors import NoSuchCase
from haechi.common.errors import HaechiError
from haechi.sites.staff.forms.cases.base import CaseForm
from haechi.sites.staff.forms.report import MessageForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.act import Act
from haechi.sites.staff.views.cases.acts import ACTS
from haechi.sites.staff.views.cases.closing import grounds_of
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import language, page_context, state_mark
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of


@require_safe
@for_centre
def case(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    return show_case(request, case_id, MessageForm())


def show_case(
    request: OfficerRequest, case_id: uuid.UUID, form: MessageForm, status: int = 200
) -> HttpResponse:
    """Open the case, write the trail's row and answer with its page. Raises NoSuchCase."""
    found = selectors.detail(request.officer, case_id, language())
    context = page_context(request.officer, found) | {"message": form}
    if form.errors:
        context["form"] = form
    return render(request, "site_staff/cases/case.html", context, status=status)


@require_POST
@for_centre
def message(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    """A message into the thread of the report."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_case(request, case_id, form, 422)
    uid, text = form.cleaned_data["uid"], form.cleaned_data["text"]
    try:
        thread.write(actor=request.officer, case_id=case_id, text=text, uid=uid)
    except REFUSALS as error:
        form.add_error(None, words_of(error))
        return show_case(request, case_id, form, 422)
    messages.success(request, _("The message was sent."))
    return to_case(case_id, "thread")


def to_case(case_id: uuid.UUID | str, part: str = "") -> HttpResponse:
    address = reverse("case", args=[case_id])
    return HttpResponseRedirect(f"{address}#{part}" if part else address)


@for_centre
def act(request: OfficerRequest, case_id: uuid.UUID, name: str) -> HttpResponseBase:
    """The page of one act; carried out, it leads back to where the case shows it."""
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    opened = open_case(request.officer, case_id)
    data = request.POST if request.method == "POST" else None
    form = chosen.form(data, opened=opened, actor=request.officer)
    if data is not None and form.is_valid() and _carry_out(request, case_id, chosen, form):
        messages.success(request, _("Done: %(act)s.") % {"act": chosen.label})
        return _after(request, case_id, chosen.part)
    problem = chosen.problem(picture_of(opened.case), opened.case)
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "act": chosen,
        "form": form,
        "why_not": str(problem.label) if problem else "",
        "grounds": grounds_of(opened.case) if name == "close" else {},
    }
    status = 422 if form.errors else 200
    return render(request, chosen.template, context, status=status)


def _carry_out(request: OfficerRequest, case_id: uuid.UUID, chosen: Act, form: CaseForm) -> bool:
    """False: it was refused, and the form says why. What was typed stays in it."""
    try:
        chosen.service(actor=request.officer, case_id=case_id, **form.values())
    except NoSuchCase:
        raise
    except (*REFUSALS, ValueError) as error:
        form.add_error(None, _why(error))
        return False
    return True


def _why(error: Exception) -> str:
    if isinstance(error, HaechiError):
        return words_of(error)
    return _("This number of days or years is not possible.")


def _after(request: OfficerRequest, case_id: uuid.UUID, part: str) -> HttpResponse:
    """Back to the case, or to the register where the officer just gave it out of her hands."""
    try:
        open_case(request.officer, case_id)
    except NoSuchCase:
        return HttpResponseRedirect(reverse("cases"))
    return to_case(case_id, part)
