"""Temporary holidays (임시공휴일): named late by the government, entered by hand.

They count for the institution and its affiliates. Due days only ever move to a later day: a reporter was
told the earlier one, and an officer must not find a report overdue that was not.
"""

from django.db import transaction
from django.db.models import Q

from haechi.administration.trail import settings_changed
from haechi.cases.clocks import recount
from haechi.institutions.models import Institution, TemporaryHoliday
from haechi.reports.deadline import defer_from
from haechi.staff.types import OfficerAtWork


@transaction.atomic
def add_holiday(*, actor: OfficerAtWork, holiday: TemporaryHoliday) -> int:
    """Add a day; return how many open reports, and clocks of
    public-interest reports, of the actor's own institution got a later due day.

    Raises:
        django.core.exceptions.ValidationError: the day is there already, or a name is missing.
    """
    own = actor.officer.institution
    holiday.institution = own
    holiday.full_clean()
    holiday.save()
    changed = 0
    for institution in Institution.objects.filter(Q(pk=own.pk) | Q(parent=own)).order_by("pk"):
        moved = defer_from(institution, holiday.day)
        moved += len(recount(institution))
        changed += moved if institution.pk == own.pk else 0
    settings_changed(actor, "holiday", holiday.day.isoformat())
    return changed


@transaction.atomic
def remove_holiday(*, actor: OfficerAtWork, holiday: TemporaryHoliday) -> None:
    """Take a day back. Due days that moved because of it stay; new ones are counted without it."""
    day = holiday.day.isoformat()
    holiday.delete()
    own = actor.officer.institution
    for institution in Institution.objects.filter(Q(pk=own.pk) | Q(parent=own)).order_by("pk"):
        recount(institution)  # a case's clock is what the law says, not what it said
    settings_changed(actor, "holiday removed", day)
