"""How long an institution keeps requests: the 정책임자 sets it, the public page tells it (ALL-3)."""

from django.db import transaction

from haechi.audit.actions import Action
from haechi.disclosures.errors import NotNow
from haechi.disclosures.models import RequestPeriods
from haechi.recordings.errors import NotResponsible
from haechi.recordings.people import is_chief
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork

LEAST_DAYS, MOST_DAYS = 30, 3660
LEAST_YEARS, MOST_YEARS = 1, 30


@transaction.atomic
def set_periods(*, actor: OfficerAtWork, papers_days: int, register_years: int) -> RequestPeriods:
    """For what is there already too.

    Raises:
        NotResponsible: not the 정책임자. NotNow: out of range.
    """
    if not is_chief(actor.officer):
        raise NotResponsible
    fits = LEAST_DAYS <= papers_days <= MOST_DAYS and LEAST_YEARS <= register_years <= MOST_YEARS
    if not fits:
        raise NotNow
    row, _made = RequestPeriods.objects.update_or_create(
        institution_id=actor.officer.institution_id,
        defaults={"papers_days": papers_days, "register_years": register_years},
    )
    leave_row(actor, Action.DISCLOSURE_PERIODS, days=papers_days, years=register_years)
    return row
