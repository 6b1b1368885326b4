"""The officer's own page: where notices reach her, when she is on duty, and a test (HL-6)."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import today
from haechi.notifications.errors import TestWaits, TooManyTests
from haechi.notifications.selectors import channel_views, outcomes_by_day
from haechi.notifications.services import send_test
from haechi.notifications.types import Channel
from haechi.sites.staff.forms.contact import ContactForm
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work, for_managers
from haechi.sites.staff.notice_page import outcomes_of_tests, reason_words, service_words
from haechi.staff.models import Account
from haechi.staff.services import change_contact
from haechi.staff.types import Role

_AHEAD = timedelta(days=62)


@for_anyone_at_work
def profile(request: OfficerRequest) -> HttpResponseBase:
    account: Account = request.user  # type: ignore[assignment]
    form = ContactForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and form.is_valid():
        change_contact(
            actor=request.officer.trail,
            account=account,
            phone=form.changed("phone"),
            email=form.changed("email"),
        )
        messages.success(request, _("Saved. Send yourself a test notice."))
        return HttpResponseRedirect(reverse("profile"))
    return _page(request, account, form)


def _page(request: OfficerRequest, account: Account, form: ContactForm) -> HttpResponse:
    officer, first = request.officer.officer, today()
    coming = {"last_day__gte": first, "first_day__lte": first + _AHEAD}
    context = {
        "form": form,
        "account": account,
        "outcomes": outcomes_of_tests(officer.pk),
        "has_duties": request.officer.role != Role.ADMINISTRATOR,
        "duties": [d.category for d in officer.duties.select_related("category")],
        "turns": officer.turns.filter(**coming).select_related("category"),
        "leaves": officer.leaves.filter(**coming).select_related("substitute"),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/profile.html", context, status=status)


@require_POST
@for_anyone_at_work
def notice_test(request: OfficerRequest) -> HttpResponseBase:
    """A test notice to the officer's own number and address, through the outbox like every other."""
    wanted = request.POST.get("channel", "")
    if wanted and wanted not in Channel.values:
        raise Http404
    channels = [Channel(wanted)] if wanted else list(Channel)
    officer, institution = request.officer.officer, request.institution
    page = "notice_channels" if request.POST.get("from") == "channels" else "profile"
    try:
        send_test(
            institution_id=institution.pk,
            institution_name=institution.name_ko,
            officer_id=officer.pk,
            channels=channels,
        )
    except TestWaits:
        messages.info(request, _("The test before is still under way."))
    except TooManyTests:
        messages.error(request, _("Enough tests for today."))
    else:
        record(
            actor=request.officer.trail,
            action=Action.NOTICE_TESTED,
            subject=f"officer:{officer.pk}",
            detail={"channels": ", ".join(channels)},
        )
    return HttpResponseRedirect(reverse(page) + "#tests")


@require_safe
@for_anyone_at_work
def test_outcome(request: OfficerRequest) -> HttpResponseBase:
    """The outcomes of the officer's own tests alone: a part of the page, asked for while one is under way."""
    context = {"outcomes": outcomes_of_tests(request.officer.officer.pk)}
    return render(request, "site_staff/parts/test_outcomes.html", context)


@require_safe
@for_managers
def notice_channels(request: OfficerRequest) -> HttpResponseBase:
    """What is set for each channel, what became of the last notices, and a test of each."""
    views = channel_views(request.institution.pk)
    context = {
        "channels": [
            {
                "view": view,
                "service": service_words(view.state) if view.state else "",
                "reasons": [reason_words(reason) for reason in view.reasons],
            }
            for view in views
        ],
        "days": outcomes_by_day(request.institution.pk),
        "outcomes": outcomes_of_tests(request.officer.officer.pk),
        "account": request.user,
    }
    return render(request, "site_staff/notice_channels.html", context)
