"""Reading institutions; the reporter zone sees active ones only."""

from django.conf import settings
from django.db.models import QuerySet

from haechi.institutions.errors import NoSuchInstitution
from haechi.institutions.models import Category, EntryPoint, Institution
from haechi.institutions.types import InstitutionStatus


def open_institution(slug: str) -> Institution:
    """The institution whose form may be shown.

    Raises:
        NoSuchInstitution: unknown or suspended.
    """
    if not slug.isprintable():  # PostgreSQL takes no NUL, even to compare
        raise NoSuchInstitution from None
    try:
        return Institution.objects.get(slug=slug, status=InstitutionStatus.ACTIVE)
    except Institution.DoesNotExist:
        raise NoSuchInstitution from None


def open_institutions() -> QuerySet[Institution]:
    return Institution.objects.filter(status=InstitutionStatus.ACTIVE).order_by("name_ko")


def entry_point_of(institution: Institution, code: str | None) -> EntryPoint | None:
    """The entry point of that code; None where there is none, so that an old poster still works."""
    if not code:
        return None
    return institution.entry_points.filter(code=code, is_active=True).first()


def active_categories(institution: Institution) -> QuerySet[Category]:
    return institution.categories.filter(is_active=True)


def entry_point_url(
    institution: Institution, entry_point: EntryPoint, *, english: bool = False
) -> str:
    """The full address of a link, straight on the institution's form (HL-2)."""
    language = "/en" if english else ""
    return f"{settings.REPORTER_URL}{language}/{institution.slug}/e/{entry_point.code}/"
