"""Form 2 on the screen: read and signed by who receives it, before anything is heard or handed out (제9조③)."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haechi.disclosures.access import open_request, request_for
from haechi.disclosures.deciding import may
from haechi.disclosures.granting import is_open
from haechi.disclosures.handing import sign_hand_over
from haechi.disclosures.signature import HEIGHT, WIDTH
from haechi.disclosures.states import Act
from haechi.disclosures.types import Series
from haechi.documents.forms.call_2 import HANDLING, PLEDGE
from haechi.documents.formspec import REGULATION
from haechi.sites.staff.forms.call_requests import SignedForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_requests
def request_sign(request: OfficerRequest, pk: int) -> HttpResponseBase:
    actor, row = request.officer, request_for(request.officer, pk)
    if row.series != Series.DISCLOSURE or not may(actor, row, Act.HAND_OVER):
        raise Http404
    form, status = SignedForm(request.POST or None), 200
    if form.is_valid():
        try:
            sign_hand_over(actor=actor, request=row, certificate=form.certificate())
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        else:
            messages.success(request, _("The certificate is signed."))
            return redirect("call_request", pk)
    words = open_request(actor, pk).content
    if form.errors:
        status = 422
    else:
        form.initial = {"name": words.name, "address": words.address, "way": "typed"}
    context = {
        "row": row,
        "words": words,
        "items": row.items.select_related("file__call"),
        "form": form,
        "opens": is_open(row),
        "pledge": [each.format(규정=REGULATION.blank) for each in (PLEDGE, HANDLING)],
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "site_staff/calls/request_sign.html", context, status=status)
