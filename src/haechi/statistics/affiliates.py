"""Figures of affiliates for their parent: what is published anyway, and nothing else (HL-8, ALL-4).

Nobody of one institution reads another. An exact count, or one that grows from day to day, would tell a
parent when a small affiliate got a report; so its head of audit sees the frozen classes of the closed
quarters that everybody sees on the public page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.statistics.models import Publication

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class AffiliateYear:
    """`quarters`: what is published of each quarter, `low–high`; None where nothing is."""

    institution: Institution
    quarters: tuple[str | None, ...]


def published_by_affiliate(parent: Institution, year: int) -> list[AffiliateYear]:
    """Each affiliate at work, by name, with its four quarters."""
    affiliates = list(
        parent.affiliates.filter(status=InstitutionStatus.ACTIVE).order_by("name_ko", "pk")
    )
    told: dict[tuple[int, int], str] = {
        (row.institution_id, row.quarter): span(row.total)
        for row in Publication.objects.filter(institution__in=affiliates, year=year)
        if row.total
    }
    return [
        AffiliateYear(each, tuple(told.get((each.pk, quarter)) for quarter in QUARTERS))
        for each in affiliates
    ]


def span(bounds: Sequence[int]) -> str:
    """`0–4`"""
    return f"{bounds[0]}–{bounds[1]}"
