"""What tests of Talk begin with."""

from uuid import uuid4

from haechi.common.clock import today
from haechi.conversations.models import Message
from haechi.conversations.services import post_from_officer
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.reports.access import open_report
from haechi.reports.types import OpenReport, new_draft_token
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.services import open_chat
from haechi.talks.types import Opened, Subject

CODE = "48205937"


def offer_talk(institution: Institution, **fields: object) -> ParticipationCode:
    """Talk is on, and this code opens it."""
    TalkSettings.objects.create(institution=institution, is_on=True, **fields)
    return ParticipationCode.objects.create(
        institution=institution, text=CODE, first_day=today(), last_day=today()
    )


def begin_chat(institution: Institution, code: ParticipationCode | None = None) -> Opened:
    return open_chat(
        institution=institution, subject=Subject.ABUSE, token=new_draft_token(), code=code
    )


def thread_of(opened: Opened) -> OpenReport:
    return open_report(opened.session)


def officer_answers(opened: OpenReport, text: str) -> Message:
    officer = Officer.objects.filter(institution=opened.report.institution).first()
    assert officer
    return post_from_officer(opened=opened, officer=officer, text=text, uid=uuid4())
