"""Temporary holidays: days the government named late."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haechi.administration.holidays import add_holiday, remove_holiday
from haechi.institutions.models import TemporaryHoliday
from haechi.sites.staff.forms.institution import HolidayForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import ask_removal, confirmed


@for_managers
def holidays(request: OfficerRequest) -> HttpResponseBase:
    """The list, and the form that adds a day."""
    institution = request.institution
    form = HolidayForm(request.POST or None, instance=TemporaryHoliday(institution=institution))
    if request.method == "POST" and form.is_valid():
        n = add_holiday(actor=request.officer, holiday=form.save(commit=False))
        words = ngettext(
            "The day was added. {n} open report or period of a case got a later due day.",
            "The day was added. {n} open reports or periods of cases got a later due day.",
            n,
        )
        messages.success(request, words.format(n=n))
        return HttpResponseRedirect(reverse("holidays"))
    above = institution.parent
    context = {
        "form": form,
        "own": institution.holidays.all(),
        "above": above,
        "inherited": above.holidays.all() if above else [],
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/holidays.html", context, status=status)


@for_managers
def holiday_remove(request: OfficerRequest, holiday_id: int) -> HttpResponseBase:
    holiday = get_object_or_404(TemporaryHoliday, pk=holiday_id, institution=request.institution)
    back = reverse("holidays")
    if confirmed(request):
        remove_holiday(actor=request.officer, holiday=holiday)
        messages.success(request, _("The day was removed."))
        return HttpResponseRedirect(back)
    return ask_removal(
        request,
        title=_("Remove the day %(name)s?") % {"name": f"{holiday.day:%Y-%m-%d} {holiday.name}"},
        consequences=[
            _("New reports are counted without this day."),
            _("Due days of reports that moved because of it stay."),
            _("Open periods of public-interest reports are counted again without it."),
        ],
        back=back,
    )
