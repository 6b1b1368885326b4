"""Reading practice sessions and how many took part."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from haechi.institutions.models import Institution
from haechi.practice.errors import NoSuchSession
from haechi.practice.models import PracticeReport, PracticeSession
from haechi.practice.types import Attendance


def sessions_of(institution: Institution) -> QuerySet[PracticeSession]:
    """Those that were not ended for good."""
    return PracticeSession.objects.filter(institution=institution, is_ended=False)


def session_by_code(institution: Institution, code: str) -> PracticeSession:
    """Raises NoSuchSession."""
    found = sessions_of(institution).filter(code=code).first()
    if found is None:
        raise NoSuchSession
    return found


def attendance_of(session: PracticeSession) -> list[Attendance]:
    """One line a department in the trainer's order, then those who did not say.

    What a training counts for (PG-2) is counted from this.
    """
    rows = [
        Attendance(row, row.name, row.taken, row.headcount) for row in session.departments.all()
    ]
    unsaid = PracticeSession.objects.values_list("unsaid", flat=True).get(pk=session.pk)
    return [*rows, Attendance(None, _("Not said"), unsaid)]


def practice_url(session: PracticeSession) -> str:
    """The full address of the session's form."""
    return f"{settings.REPORTER_URL}/{session.institution.slug}/practice/{session.code}/"


def live_practice() -> int:
    """How many practice reports there are to guess at."""
    return PracticeReport.objects.count()


def practice_topic(session_id: object) -> str:
    return f"practice:{session_id}"
