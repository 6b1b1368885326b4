"""Where an institution went."""

from haechi.continuity.models import Departure


def departure_of(slug: str) -> Departure | None:
    """The last institution of that name that left; None where none did."""
    if not slug.isprintable():  # PostgreSQL takes no NUL, even to compare
        return None
    return Departure.objects.filter(slug=slug).last()
