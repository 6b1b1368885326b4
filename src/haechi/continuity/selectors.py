"""Where an institution went, and how far one is that means to go."""

from collections.abc import Iterable

from django.db.models import QuerySet

from haechi.continuity.models import Departure, ExportReceipt, LeavingRequest


def departure_of(slug: str) -> Departure | None:
    """The last institution of that name that left; None where none did."""
    if not slug.isprintable():  # PostgreSQL takes no NUL, even to compare
        return None
    return Departure.objects.filter(slug=slug).last()


def departures_from(parent_id: int) -> QuerySet[Departure]:
    """Affiliates of this institution that left."""
    return Departure.objects.filter(parent_id=parent_id).order_by("-id")


def leaving_of(institution_id: int) -> LeavingRequest | None:
    return LeavingRequest.objects.filter(institution_id=institution_id).first()


def agreed_among(institution_ids: Iterable[int]) -> set[int]:
    """Those of them that mean to leave, by two of their managers."""
    agreed = LeavingRequest.objects.filter(
        institution_id__in=institution_ids, agreed_at__isnull=False
    )
    return set(agreed.values_list("institution_id", flat=True))


def exports_of(institution_id: int) -> QuerySet[ExportReceipt]:
    """Newest first."""
    return ExportReceipt.objects.filter(institution_id=institution_id).order_by("-id")
