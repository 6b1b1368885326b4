"""Heads of audit are told once of a monthly review that nobody signed in time (기준 §8)."""

from datetime import date

from django.db import transaction

from haechi.access_control.review import overdue_months
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.staff.models import Account
from haechi.staff.types import Role


def remind() -> int:
    """Queue a notice for the newest overdue month of each institution; return how many institutions."""
    told = 0
    for institution in Institution.objects.all():
        overdue = overdue_months(institution)
        if overdue and _tell(institution, overdue[0]):
            told += 1
    return told


@transaction.atomic
def _tell(institution: Institution, month: date) -> bool:
    """False where it was told before, or nobody is there to be told."""
    subject = f"review:{institution.pk}:{month:%Y-%m}"
    heads = Account.objects.filter(
        officer__institution=institution, is_active=True, role=Role.HEAD
    ).values_list("officer_id", flat=True)
    if not heads or Delivery.objects.filter(subject=subject).exists():
        return False
    enqueue(
        institution_id=institution.pk,
        officer_ids=list(heads),
        notice=Notice.REVIEW_OVERDUE,
        subject=subject,
        values={"institution": institution.name_ko, "number": f"{month:%Y-%m}"},
    )
    return True
