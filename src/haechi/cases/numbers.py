"""Numbers of cases, history lines and papers: taken in the transaction of what they number.

One statement locks the counter until that transaction ends. What fails gives its number back, and no
two get the same: no gaps, no reuse (제12조①).
"""

import uuid

from django.db import connection

from haechi.cases.models import Case
from haechi.institutions.models import Institution

_TAKE = (
    "INSERT INTO cases_casecounter (institution_id, year, last) VALUES (%s, %s, 1)"
    " ON CONFLICT (institution_id, year) DO UPDATE SET last = cases_casecounter.last + 1"
    " RETURNING last"
)


def next_number(institution: Institution, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [institution.pk, year])
        (last,) = cursor.fetchone()
    return int(last)


def lock(case_id: uuid.UUID) -> Case:
    """The case's row, locked until the transaction ends: acts on one case go one after another."""
    return (
        Case.objects.select_for_update(of=("self",)).select_related("institution").get(pk=case_id)
    )
