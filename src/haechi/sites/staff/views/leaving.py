"""The institution leaves this installation: what happens, asking for it by two, how far it is, the certificate.

What carries it out is the operator's command: no page here can export or destroy (docs/adr/015).
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.administration.leaving import (
    agree_to_leave,
    ask_to_leave,
    may_agree,
    others_who_may_agree,
    take_back,
)
from haechi.cases.models import Case
from haechi.continuity.certificate import certificate
from haechi.continuity.selectors import departures_from, exports_of, leaving_of
from haechi.inbox.models import LegalHold
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.institution import LeavingForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import confirmed
from haechi.staff.errors import NotAllowed


@require_safe
@for_managers
def leaving(request: OfficerRequest) -> HttpResponseBase:
    institution = request.institution
    asked = leaving_of(institution.pk)
    context = {
        "institution": institution,
        "asked": asked,
        "may_agree": asked is not None and may_agree(request.officer, asked),
        "others": others_who_may_agree(request.officer),
        "exports": exports_of(institution.pk)[:5],
        "obstacles": _obstacles(institution),
    }
    return render(request, "site_staff/leaving.html", context)


def _obstacles(institution: Institution) -> list[str]:
    """What makes the operator's command refuse; of holds no number, as of reports."""
    found = []
    held = LegalHold.objects.filter(report__institution=institution).exists()
    if held or Case.objects.filter(institution=institution, held_since__isnull=False).exists():
        found.append(_("A legal hold stands. It must end first."))
    if names := [each.name for each in institution.affiliates.order_by("name_ko")]:
        found.append(
            _("It has affiliates, which leave first: %(names)s.") % {"names": ", ".join(names)}
        )
    return found


@for_managers
def leaving_ask(request: OfficerRequest) -> HttpResponseBase:
    form = LeavingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_leave(actor=request.officer, **form.cleaned_data)
        except NotAllowed:
            raise Http404 from None
        messages.success(request, _("Asked. Another administrator or head of audit must agree."))
        return HttpResponseRedirect(reverse("leaving"))
    if leaving_of(request.institution.pk) is not None:
        return HttpResponseRedirect(reverse("leaving"))
    status = 422 if form.errors else 200
    return render(request, "site_staff/leaving_ask.html", {"form": form}, status=status)


@for_managers
def leaving_agree(request: OfficerRequest) -> HttpResponseBase:
    asked = leaving_of(request.institution.pk)
    if asked is None or not may_agree(request.officer, asked):
        raise Http404
    if confirmed(request):
        try:
            agree_to_leave(actor=request.officer)
        except NotAllowed:
            raise Http404 from None
        messages.success(request, _("Agreed. The operator can now carry it out."))
        return HttpResponseRedirect(reverse("leaving"))
    context = {
        "title": _("Agree that %(name)s leaves?") % {"name": request.institution.name},
        "message": asked.reason,
        "consequences_title": _("What the operator does then"),
        "consequences": [
            _("Everything is written into one file that opens with a passphrase alone."),
            _("Once the receiver has confirmed the file, everything here is destroyed for good."),
            _(
                "Nothing happens by this click itself, and the request can be taken back until then."
            ),
        ],
        "confirm_label": _("Agree"),
        "cancel_url": reverse("leaving"),
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)


@require_POST
@for_managers
def leaving_cancel(request: OfficerRequest) -> HttpResponseBase:
    try:
        take_back(actor=request.officer)
    except NotAllowed:
        raise Http404 from None
    messages.success(request, _("The request was taken back."))
    return HttpResponseRedirect(reverse("leaving"))


@require_safe
@for_managers
def certificate_file(request: OfficerRequest, departure_id: int) -> HttpResponseBase:
    """Of an affiliate that left; nothing of a report or a reporter is in it."""
    gone = departures_from(request.institution.pk).filter(destroyed_on__isnull=False)
    departure = get_object_or_404(gone, pk=departure_id)
    paper = certificate(departure, request.institution.name_ko)
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{departure.slug}.pdf"'
    return answer
