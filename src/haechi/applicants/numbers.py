"""Numbers of requests: taken in the transaction of what they number; no gaps, no reuse (제9조⑤)."""

from django.db import connection

from haechi.applicants.types import Series
from haechi.institutions.models import Institution

_TAKE = (
    "INSERT INTO disclosures_requestcounter (institution_id, series, year, last) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (institution_id, series, year)"
    " DO UPDATE SET last = disclosures_requestcounter.last + 1 RETURNING last"
)


def next_number(institution: Institution, series: Series, year: int) -> int:
    """What fails gives its number back: the row is locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [institution.pk, series.value, year])
        (last,) = cursor.fetchone()
    return int(last)
