"""Reading institutions; the reporter zone sees active ones only."""

from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.institutions.errors import NoSuchInstitution, Suspended
from haechi.institutions.models import (
    Category,
    ContactChannel,
    EntryPoint,
    Institution,
    InstitutionText,
    Question,
    TemporaryHoliday,
    spoken,
)
from haechi.institutions.types import InstitutionStatus, TextKind
from haechi.institutions.wording import DEFAULTS


def open_institution(slug: str) -> Institution:
    """The institution whose form may be shown.

    Raises:
        NoSuchInstitution: unknown.
        Suspended: takes no reports at the moment.
    """
    institution = any_institution(slug)
    if not institution.is_active:
        raise Suspended(institution.pk)
    return institution


def any_institution(slug: str) -> Institution:
    """The institution of that short name, suspended or not. Raises NoSuchInstitution."""
    if not slug.isprintable():  # PostgreSQL takes no NUL, even to compare
        raise NoSuchInstitution from None
    try:
        return Institution.objects.get(slug=slug)
    except Institution.DoesNotExist:
        raise NoSuchInstitution from None


def open_institutions() -> QuerySet[Institution]:
    return Institution.objects.filter(status=InstitutionStatus.ACTIVE).order_by("name_ko")


def open_institutions_with_channels() -> QuerySet[Institution]:
    """As `open_institutions`, each with `has_channels`."""
    channels = ContactChannel.objects.filter(institution=OuterRef("pk"))
    return open_institutions().annotate(has_channels=Exists(channels))


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


def questions_by_category(institution: Institution) -> dict[int, list[Question]]:
    """The questions of every category on offer, by the category's key, in their order."""
    found: dict[int, list[Question]] = {}
    rows = Question.objects.filter(category__institution=institution, category__is_active=True)
    for question in rows:
        found.setdefault(question.category_id, []).append(question)
    return found


def text_of(institution: Institution, kind: TextKind) -> str:
    """The institution's own words in the language of the page, else the standard ones."""
    return texts_of(institution, kind)[kind]


def texts_of(institution: Institution, *kinds: TextKind) -> dict[TextKind, str]:
    """As `text_of`, for several at once."""
    own = InstitutionText.objects.filter(institution=institution, kind__in=kinds)
    by_kind = {row.kind: (row.text_ko, row.text_en) for row in own}
    return {kind: _words(kind, *by_kind.get(kind, ("", ""))) for kind in kinds}


def _words(kind: TextKind, korean: str, english: str) -> str:
    # Each language by itself: Korean words of their own must not reach a reader of English alone.
    default_ko, default_en = DEFAULTS[kind]
    return spoken(korean or default_ko, english or default_en)


def channels_of(institution: Institution) -> QuerySet[ContactChannel]:
    return institution.channels.all()


def temporary_holidays(institution: Institution) -> dict[date, str]:
    """Day → Korean name, its own and those of the institution above it; for `HolidayCalendar.extra`."""
    rows = TemporaryHoliday.objects.filter(
        Q(institution=institution) | Q(institution=institution.parent_id)
    )
    return dict(rows.values_list("day", "name_ko"))
