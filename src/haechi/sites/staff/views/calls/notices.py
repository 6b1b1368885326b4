"""Spoken notices: uploaded, heard, put to use (제7조)."""

import io
import wave

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.recordings.errors import BadNotice
from haechi.recordings.models import Notice
from haechi.recordings.notices import LARGEST, RATE, WIDTH, add_notice
from haechi.recordings.office import choose_notice, settings_of
from haechi.recordings.people import is_chief
from haechi.sites.common.uploads import SpooledUpload
from haechi.sites.staff.forms.calls import NoticeForm
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import REFUSALS, call_tabs, for_managing, words_of


@for_managing
def notices(request: OfficerRequest) -> HttpResponseBase:
    """The versions, and the form that adds one."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data.pop("sound")
        try:
            add_notice(actor=request.officer, upload=_content(upload), **form.cleaned_data)
        except REFUSALS as error:
            form.add_error("sound", words_of(error))
        else:
            messages.success(request, _("The notice was added. Hear it, then put it to use."))
            return redirect("call_notices")
    office = settings_of(request.institution)
    rows = Notice.objects.filter(institution=request.institution).defer("sound")
    context = {
        "tabs": call_tabs(request, "call_notices"),
        "form": form,
        "rows": rows.select_related("made_by"),
        "used": {office.full_notice_id, office.selective_notice_id},
        "may_edit": is_chief(request.officer.officer),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/calls/notices.html", context, status=status)


def _content(upload: SpooledUpload) -> bytes:
    """Raises BadNotice before more is read than a notice can have."""
    try:
        if upload.full or (upload.size or 0) > LARGEST:
            raise BadNotice("large")
        return upload.spool.read(LARGEST + 1)
    finally:
        upload.spool.close()


@require_POST
@for_managing
def notice_use(request: OfficerRequest, notice_id: int) -> HttpResponseBase:
    try:
        choose_notice(actor=request.officer, notice=_notice(request, notice_id))
    except REFUSALS as error:
        messages.error(request, words_of(error))
    else:
        messages.success(request, _("Saved. The recorder follows within seconds."))
    return redirect("call_notices")


@require_safe
@for_managing
def notice_sound(request: OfficerRequest, notice_id: int) -> HttpResponseBase:
    """As callers hear it: what every caller hears is no secret."""
    notice = _notice(request, notice_id)
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(bytes(notice.sound))
    answer = HttpResponse(sound.getvalue(), content_type="audio/wav")
    answer["Content-Disposition"] = f'attachment; filename="notice-{notice.version}.wav"'
    return answer


def _notice(request: OfficerRequest, notice_id: int) -> Notice:
    found = Notice.objects.filter(pk=notice_id, institution=request.institution).first()
    if found is None:
        raise Http404
    return found
