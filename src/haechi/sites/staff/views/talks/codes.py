"""Participation codes, how they are told, and the settings of Talk (TK-2)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.common.clock import today
from haechi.sites.staff.forms.talks import QuickAnswersForm, TalkSettingsForm
from haechi.sites.staff.guards import OfficerRequest, for_managers, for_readers
from haechi.sites.staff.views.office_sheets import printed
from haechi.staff.types import Role
from haechi.talkroom import codes as service
from haechi.talkroom.errors import NoSuchCode
from haechi.talkroom.sheet import sheet_of
from haechi.talks.announcing import notice_of, title_of
from haechi.talks.codes import written
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.notice_board import announcement_of, feed_url, messenger_url
from haechi.talks.rotation import codes_from

UNPROCESSABLE = 422
_PAST_SHOWN = 30


@dataclass(frozen=True)
class ShownCode:
    """A code that is valid or will be, with what is copied of it."""

    code: ParticipationCode
    written: str
    is_valid: bool
    title: str
    notice: str
    english: str


@require_safe
@for_readers
def codes(request: OfficerRequest) -> HttpResponseBase:
    """The code of today and the next one, ready to be announced; what earlier ones opened."""
    row = service.settings_of(request.institution)
    current = codes_from(request.institution, today())
    past = ParticipationCode.objects.filter(institution=request.institution).exclude(
        pk__in=[code.pk for code in current]
    )
    context = {
        "settings": row,
        "codes": [_shown(code, row) for code in current],
        "past": [(code, written(code.text)) for code in past[:_PAST_SHOWN]],
        "feed": feed_url(row) if row.is_on else "",
        "may_set": request.officer.role == Role.HEAD,
    }
    return render(request, "site_staff/talks/codes.html", context)


def _shown(code: ParticipationCode, row: TalkSettings) -> ShownCode:
    told = announcement_of(code, row)
    return ShownCode(
        code=code,
        written=written(code.text),
        is_valid=code.is_valid_on(today()),
        title=title_of(told, "ko"),
        notice=notice_of(told, "ko"),
        english=notice_of(told, "en"),
    )


@for_readers
def replacing(request: OfficerRequest, code_id: int) -> HttpResponseBase:
    """Ask once, then another code at once."""
    code = _code(request, code_id)
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        try:
            service.replace_code(actor=request.officer, code_id=code_id)
        except NoSuchCode:
            raise Http404 from None
        messages.success(request, _("The new code is valid. Announce it on the internal board."))
        return HttpResponseRedirect(reverse("talk_codes"))
    context = {
        "title": _("Replace the participation code %(code)s?") % {"code": written(code.text)},
        "consequences_title": _("At once"),
        "consequences": [
            _("The old code opens no new chat any more."),
            _("Chats already open go on."),
            _("The new code must be announced, and printed sheets exchanged."),
        ],
        "confirm_label": _("Replace the code"),
        "cancel_url": reverse("talk_codes"),
    }
    return render(request, "site_common/confirm.html", context)


def _code(request: OfficerRequest, code_id: int) -> ParticipationCode:
    """Raises Http404: missing, past or another institution's."""
    for code in codes_from(request.institution, today()):
        if code.pk == code_id:
            return code
    raise Http404


@require_safe
@for_readers
def sheet(request: OfficerRequest, code_id: int, form: str) -> HttpResponseBase:
    """`pdf` to print, `png` to look at."""
    row = service.settings_of(request.institution)
    told = announcement_of(_code(request, code_id), row)
    return printed(lambda: sheet_of(told), form, f"talk-{request.institution.slug}")


@for_readers
def answers(request: OfficerRequest) -> HttpResponseBase:
    """The sentences that officers find beside every chat."""
    row = service.settings_of(request.institution)
    form = QuickAnswersForm(request.POST or None, initial={"texts": "\n".join(row.quick_answers)})
    if request.method == "POST" and form.is_valid():
        service.save_quick_answers(actor=request.officer, texts=form.cleaned_data["texts"])
        messages.success(request, _("The quick answers were saved."))
        return HttpResponseRedirect(reverse("talks"))
    context = {"form": form, "title": _("Quick answers"), "back": reverse("talks")}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/settings_form.html", context, status=status)


@for_managers
def talk_settings(request: OfficerRequest) -> HttpResponseBase:
    row = service.settings_of(request.institution)
    form = TalkSettingsForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        service.save_settings(actor=request.officer, plan=form.plan())
        messages.success(request, _("The settings were saved."))
        return HttpResponseRedirect(reverse("talk_settings"))
    context = {
        "form": form,
        "row": row,
        "feed": feed_url(row) if row.is_on else "",
        "messenger": messenger_url(row) if row.is_on else "",
        "may_see_codes": request.officer.role == Role.HEAD,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/talks/settings.html", context, status=status)


@require_POST
@for_managers
def new_feed(request: OfficerRequest) -> HttpResponseBase:
    """The old address is gone at once: for when it was passed on."""
    service.renew_feed(actor=request.officer)
    messages.success(request, _("The feed has a new address. Enter it in the portal."))
    return HttpResponseRedirect(reverse("talk_settings"))
