"""What came by an open chat elsewhere becomes a report (TK-6)."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.reports.errors import AlreadySubmitted
from haechi.reports.types import (
    DraftToken,
    OpenReport,
    new_draft_token,
    read_draft_token,
    write_draft_token,
)
from haechi.sites.staff.forms.talks import ElsewhereForm
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.views.messages import take_files
from haechi.talkroom.turning import Elsewhere, enter_elsewhere

UNPROCESSABLE = 422


@for_readers
def elsewhere(request: OfficerRequest) -> HttpResponseBase:
    """The form; what was typed is shown again where something is missing."""
    initial = {"token": write_draft_token(new_draft_token())}
    form = ElsewhereForm(request.POST or None, institution=request.institution, initial=initial)
    if request.method == "POST" and form.is_valid():
        token = read_draft_token(form.cleaned_data["token"])
        if token is not None:
            opened, is_new = _entered(request, form.entry(), token)
            for problem in take_files(request, opened)[1] if is_new else []:
                messages.warning(request, problem)
            number = opened.report.display_number
            messages.success(request, _("It is now report %(number)s.") % {"number": number})
            return HttpResponseRedirect(reverse("report", args=[opened.report.pk]))
        form.add_error(None, _("The page was too old. Please send it again."))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/talks/elsewhere.html", {"form": form}, status=status)


def _entered(
    request: OfficerRequest, entry: Elsewhere, token: DraftToken
) -> tuple[OpenReport, bool]:
    try:
        return enter_elsewhere(actor=request.officer, entry=entry, token=token)
    except AlreadySubmitted:  # by a second press of the button, a moment ago
        return enter_elsewhere(actor=request.officer, entry=entry, token=token)
