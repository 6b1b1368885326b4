"""Publishing closed quarters, once each (ALL-4)."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Min

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.reports.models import Report
from haechi.statistics.disclosure import publish
from haechi.statistics.models import Publication

Quarter = tuple[int, int]  # (year, 1 … 4)


def quarter_of(day: date) -> Quarter:
    return day.year, (day.month - 1) // 3 + 1


def first_day(quarter: Quarter) -> date:
    return date(quarter[0], quarter[1] * 3 - 2, 1)


def following(quarter: Quarter) -> Quarter:
    year, number = quarter
    return (year, number + 1) if number < 4 else (year + 1, 1)


def publish_closed_quarters() -> int:
    """Freeze the figures of every quarter that ended and has none yet; return how many."""
    made = 0
    for institution in Institution.objects.filter(status=InstitutionStatus.ACTIVE):
        first = institution.reports.aggregate(first=Min("received_on"))["first"]
        if first is None:
            continue
        quarter = quarter_of(first)
        while quarter < quarter_of(today()):
            made += _publish(institution, quarter)
            quarter = following(quarter)
    return made


@transaction.atomic
def _publish(institution: Institution, quarter: Quarter) -> int:
    year, number = quarter
    published = Publication.objects.filter(institution=institution, year=year, quarter=number)
    if published.exists():
        return 0
    start, end = first_day(quarter), first_day(following(quarter))
    counted = dict(
        Report.objects.filter(
            institution=institution,
            received_on__gte=start,
            received_on__lt=end,
            merged_into__isnull=True,
        )
        .values_list("category")
        .annotate(n=Count("*"))
    )
    categories = list(institution.categories.all())
    exact = {str(category.pk): counted.get(category.pk, 0) for category in categories}
    told = publish({"category": exact})
    cells = told.tables["category"]
    Publication.objects.create(
        institution=institution,
        year=year,
        quarter=number,
        total=[told.total.low, told.total.high] if told.total else None,
        categories=[
            [c.name_ko, c.name_en, cells[str(c.pk)].low, cells[str(c.pk)].high] for c in categories
        ],
    )
    return 1
