"""Other channels than this site, as reporters see them (HL-12)."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.administration.channels import move_channel, remove_channel, save_channel
from haechi.administration.errors import TooMany
from haechi.institutions.models import ContactChannel
from haechi.institutions.selectors import channels_of
from haechi.institutions.types import ChannelKind
from haechi.sites.staff.forms.reporting import ChannelForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import Row, ask_removal, back_to, confirmed, placed, step_of
from haechi.sites.staff.views.settings import form_page


@require_safe
@for_managers
def channels(request: OfficerRequest) -> HttpResponseBase:
    found = list(channels_of(request.institution))
    context = {
        "title": _("Other channels"),
        "lead": _("Ways to report without this site. Reporters find them from the form."),
        "rows": placed(_row(row) for row in found),
        "empty": _("No other channels yet"),
        "new_url": reverse("channel_new"),
        "new_label": _("New channel"),
        "previews": [_preview(code, name, found) for code, name in _LANGUAGES] if found else [],
    }
    return render(request, "site_staff/settings_list.html", context)


_LANGUAGES = (("ko", "한국어"), ("en", "English"))


def _preview(code: str, name: str, found: list[ContactChannel]) -> tuple[str, str, str]:
    with translation.override(code):
        html = render_to_string("site_common/parts/channels.html", {"channels": found, "level": 4})
    return code, name, html


def _row(channel: ContactChannel) -> Row:
    return Row(
        key=channel.pk,
        name=channel.name,
        details=[str(ChannelKind(channel.kind).label), channel.address, channel.hours],
        edit=reverse("channel", args=[channel.pk]),
        move=reverse("channel_move", args=[channel.pk]),
        remove=reverse("channel_remove", args=[channel.pk]),
    )


@for_managers
def channel_edit(request: OfficerRequest, channel_id: int | None = None) -> HttpResponseBase:
    channel = _channel(request, channel_id) if channel_id else _fresh(request)
    title = channel.name if channel_id else _("New channel")
    form = ChannelForm(request.POST or None, instance=channel)
    if request.method == "POST" and form.is_valid():
        try:
            save_channel(actor=request.officer, channel=form.save(commit=False))
        except TooMany as many:
            words = _("There may be at most %(most)s channels. Remove another one first.")
            form.add_error(None, words % {"most": many.most})
        else:
            messages.success(request, _("The channel was saved."))
            return HttpResponseRedirect(reverse("channels"))
    return form_page(request, form, title, back=reverse("channels"))


def _fresh(request: OfficerRequest) -> ContactChannel:
    last = channels_of(request.institution).last()
    order = last.order + 1 if last else 0
    return ContactChannel(institution=request.institution, order=order)


@require_POST
@for_managers
def channel_move(request: OfficerRequest, channel_id: int) -> HttpResponseBase:
    channel, step = _channel(request, channel_id), step_of(request)
    if step:
        move_channel(actor=request.officer, channel=channel, step=step)
    return back_to(reverse("channels"), channel.pk)


@for_managers
def channel_remove(request: OfficerRequest, channel_id: int) -> HttpResponseBase:
    channel, back = _channel(request, channel_id), reverse("channels")
    if confirmed(request):
        remove_channel(actor=request.officer, channel=channel)
        messages.success(request, _("The channel was removed."))
        return HttpResponseRedirect(back)
    return ask_removal(
        request,
        title=_("Remove “%(name)s”?") % {"name": channel.name},
        consequences=[_("Reporters do not see this channel any more.")],
        back=back,
    )


def _channel(request: OfficerRequest, channel_id: int) -> ContactChannel:
    return get_object_or_404(ContactChannel, pk=channel_id, institution=request.institution)
