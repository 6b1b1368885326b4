"""Setting up institutions."""

from datetime import date

from django.db import connection, transaction

from haechi.institutions.defaults import DEFAULT_CATEGORIES
from haechi.institutions.models import Category, EntryPoint, Institution


@transaction.atomic
def create_institution(
    *, slug: str, name_ko: str, name_en: str, parent: Institution | None = None
) -> Institution:
    """Create an institution with the default categories and a home-page entry point."""
    institution = Institution(slug=slug, name_ko=name_ko, name_en=name_en, parent=parent)
    institution.full_clean(exclude=["recovery_public_key"])
    institution.save()
    Category.objects.bulk_create(
        Category(
            institution=institution,
            code=default.code,
            name_ko=default.name_ko,
            name_en=default.name_en,
            help_ko=default.help_ko,
            help_en=default.help_en,
            order=order,
        )
        for order, default in enumerate(DEFAULT_CATEGORIES)
    )
    EntryPoint.objects.create(
        institution=institution, code="home", name_ko="누리집 배너", name_en="Home-page banner"
    )
    return institution


_ADD_ONE = (
    "INSERT INTO institutions_intakecount (entry_point_id, day, count) VALUES (%s, %s, 1)"
    " ON CONFLICT (entry_point_id, day) DO UPDATE SET count = institutions_intakecount.count + 1"
)


def count_intake(*, entry_point: EntryPoint, day: date) -> None:
    """Add one to the entry point's count of the day; call inside the submission's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_ONE, [entry_point.pk, day])
