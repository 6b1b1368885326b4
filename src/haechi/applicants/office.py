"""Which institutions record calls, and who reads a request, as the public page knows it (docs/adr/024).

Both are kept by `recordings`, whose code this zone does not know: two statements over the columns that its
database role may read. A test holds them against that code's own answers.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from haechi.applicants.errors import NoOffice
from haechi.applicants.models import RequestPeriods
from haechi.applicants.sealing import DESKS
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.custody.selectors import members_of
from haechi.institutions.models import Institution

_RECORDING = "SELECT DISTINCT institution_id FROM recordings_recordinguse WHERE state = 'approved'"
_EVER = (
    "SELECT 1 FROM recordings_recordinguse WHERE institution_id = %s"
    " AND state IN ('approved', 'ended') LIMIT 1"
)
_NAMED = (
    "SELECT officer_id FROM recordings_designation WHERE institution_id = %s"
    " AND kind IN ('chief', 'deputy', 'keeper') AND since <= %s AND (until IS NULL OR until >= %s)"
)


def recording_now() -> set[int]:
    """Institutions in which a department records its calls: their pages lead to the form."""
    return set(_column(_RECORDING))


def check_office(institution: Institution) -> None:
    """Raises NoOffice: no call was ever recorded there. Where recording ended, recordings are left a while."""
    if not _column(_EVER, institution.pk):
        raise NoOffice


def readers(institution: Institution) -> list[Officer]:
    """정책임자, 부책임자 and 관리자, who read a request besides the two desks."""
    named = _column(_NAMED, institution.pk, today(), today())
    return list(Officer.objects.filter(pk__in=named, is_active=True).order_by("pk"))


def told(institution: Institution) -> list[int]:
    """Who gets a notice of a request: the readers, or the custodian's desk where none is named."""
    people = readers(institution) or members_of(institution, DESKS[0])
    return [officer.pk for officer in people]


def periods_of(institution: Institution) -> RequestPeriods:
    """As they are set, or the usual ones; unsaved then."""
    found = RequestPeriods.objects.filter(pk=institution.pk).first()
    return found or RequestPeriods(institution=institution)


def _column(statement: str, *values: int | date) -> Collection[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(row[0]) for row in cursor.fetchall()]
