"""Form 1 taken down: at the counter, by an official for herself, or by the official of a call to keep one."""

from dataclasses import replace

from django.db import transaction

from haechi.applicants.numbers import next_number
from haechi.applicants.sealing import write_new
from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.custody.models import Officer
from haechi.disclosures.errors import NoGround, NoRecording, NotHers, ReasonNeeded
from haechi.disclosures.models import Item, Request
from haechi.disclosures.sealing import readers
from haechi.disclosures.states import State
from haechi.disclosures.types import ApplicantKind, Application, Content, Series, Way
from haechi.recordings.holds import claim
from haechi.recordings.models import RecordingFile
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


@transaction.atomic
def take_down(
    *, actor: OfficerAtWork, application: Application, applicant: Officer | None = None
) -> Request:
    """A request of a citizen (`applicant` None), or of an official.

    Raises:
        NotHers: only the managing department takes one down for somebody else.
        ReasonNeeded: without name, purpose or reason.
        NoGround: not a party, and no other law.
        DeskEmpty: nobody could open it.
    """
    own = applicant is not None and applicant.pk == actor.officer.pk
    if not own and not manages(actor.officer):
        raise NotHers
    if applicant is not None and applicant.institution_id != actor.officer.institution_id:
        raise NotHers
    words = application.content
    if not all(each.strip() for each in (words.name, words.purpose, words.reason)):
        raise ReasonNeeded
    if not application.is_party and not application.law.strip():
        raise NoGround
    row = _file(actor, application, applicant, Series.DISCLOSURE, State.RECEIVED)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="received")
    return row


@transaction.atomic
def ask_to_keep(*, actor: OfficerAtWork, file: RecordingFile, reason: str) -> Request:
    """The official who was on the call wants one before it expires (제8조①).

    Nobody approves it; but no key of a recording opens without the two desks, so that each of them gives
    its half, or does not.

    Raises:
        NotHers: not the official of this call.
        ReasonNeeded: none given.
        NoRecording: destroyed, or its period is over.
    """
    if file.call.official_id != actor.officer.pk:
        raise NotHers
    if not reason.strip():
        raise ReasonNeeded
    if file.destroyed_on or file.day_key.destroyed_on or file.day_key.destroy_on <= today():
        raise NoRecording
    words = Content(name=actor.officer.name, purpose="보관", relation="본인", reason=reason)
    application = Application(Way.PROVISION, is_party=True, content=words)
    row = _file(actor, application, actor.officer, Series.KEEP, State.APPROVED)
    Request.objects.filter(pk=row.pk).update(carrier=actor.officer)
    Item.objects.create(request=row, file=file, by=actor.officer)
    claim(file=file, reference=row.reference, by=actor.officer)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="keep")
    row.refresh_from_db()
    return row


def _file(
    actor: OfficerAtWork,
    application: Application,
    applicant: Officer | None,
    series: Series,
    state: State,
) -> Request:
    institution = actor.officer.institution
    year = today().year
    row = Request(
        institution=institution,
        series=series,
        year=year,
        sequence=next_number(institution, series, year),
        state=state,
        way=application.way,
        applicant_kind=ApplicantKind.OFFICIAL if applicant else ApplicantKind.CITIZEN,
        applicant=applicant,
        is_party=application.is_party,
        law=application.law.strip()[:300],
        received_at=now(),
        received_by=actor.officer,
    )
    people = readers(institution, also=[applicant] if applicant else [])
    write_new(row, _trimmed(application.content), people)
    return row


def _trimmed(words: Content) -> Content:
    changes = {name: value.strip()[:2000] for name, value in vars(words).items()}
    return replace(words, **changes)
