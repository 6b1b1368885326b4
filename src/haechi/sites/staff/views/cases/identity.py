"""Opening who somebody is: purpose and reason first, shown once in the answer, a row each time (제23조)."""

import uuid
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from haechi.cases.identifiers import written
from haechi.cases.types import Identity, OpenCase, PartyKind
from haechi.casework import identity as service
from haechi.casework.access import holds_identity, open_case
from haechi.casework.parties import party_of
from haechi.sites.staff.forms.cases.base import CaseForm
from haechi.sites.staff.forms.cases.people import (
    OpenAccusedForm,
    OpenIdentityForm,
    party_words,
)
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of


@for_centre
def identity(request: OfficerRequest, case_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponseBase:
    """Ask for purpose and reason, then show the identity in this answer and nowhere else."""
    opened = open_case(request.officer, case_id)
    party = party_of(opened, party_id)
    accused = party.kind == PartyKind.ACCUSED
    if not accused and not holds_identity(request.officer, opened.case):
        raise Http404
    kind = OpenAccusedForm if accused else OpenIdentityForm
    data = request.POST if request.method == "POST" else None
    form = kind(data, opened=opened, actor=request.officer)
    shown = _open(request, opened, party_id, form) if data is not None else None
    context = {
        "case": opened.case,
        "state_mark": state_mark(opened.case),
        "party": party,
        "party_words": party_words(party),
        "form": form,
        "identity": shown,
        "number": _number(shown),
        "empty": not bytes(party.sealed),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/identity.html", context, status=status)


def _open(
    request: OfficerRequest, opened: OpenCase, party_id: uuid.UUID, form: CaseForm
) -> Identity | None:
    if not form.is_valid():
        return None
    given: dict[str, Any] = {
        "actor": request.officer,
        "case_id": opened.case.pk,
        "party_id": party_id,
    }
    try:
        if isinstance(form, OpenAccusedForm):
            return service.open_accused(**given, **form.values())
        if request.POST.get("number") == "whole":
            return service.open_number(**given, **form.values())
        return service.open_identity(**given, **form.values())
    except REFUSALS as error:
        form.add_error(None, words_of(error))
        return None


def _number(shown: Identity | None) -> str:
    if shown is None:
        return ""
    return shown.number if "*" in shown.number else written(shown.number_kind, shown.number)
