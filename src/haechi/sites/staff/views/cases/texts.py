"""The words of the official forms (PI-22)."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from haechi.casework.form_texts import own_texts, save_form_texts
from haechi.documents.forms import FORMS
from haechi.sites.staff.forms.cases.texts import FormTextsForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of


@for_managers
def form_texts(request: OfficerRequest, number: int) -> HttpResponseBase:
    """The institution's own words of one form."""
    if number not in FORMS or not FORMS[number].texts:
        raise Http404
    spec = FORMS[number]
    data = request.POST if request.method == "POST" else None
    form = FormTextsForm(data, spec=spec, own=own_texts(request.institution, number))
    if data is not None and form.is_valid():
        try:
            save_form_texts(actor=request.officer, form=number, texts=form.texts())
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("case_office")
    context = {"form": form, "spec": spec}
    status = 422 if form.errors else 200
    return render(request, "site_staff/cases/form_texts.html", context, status=status)
