"""An institution with something of everything, and what its people must find again elsewhere."""

import uuid
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from django.conf import settings

from haechi.audit.types import command_line
from haechi.conversations.services import post_from_officer, post_from_reporter
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Duty, Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.inbox.services import add_note
from haechi.institutions.models import EntryPoint, Institution
from haechi.institutions.services import create_institution
from haechi.reports.attachments import Owner, store_file
from haechi.reports.models import Report
from haechi.reports.types import Receipt, new_draft_token
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, unlock
from haechi.staff.types import Role
from haechi.talks.services import say
from haechi.talks.tests.people import begin_chat, offer_talk, thread_of
from haechi.testing import Filed, StaffedInstitution, at_work, file_report, make_officer

PASSWORD = "산들바람-1203-감사실"
FILE = "증거 파일의 내용".encode()
ACTOR = command_line("tester")


@dataclass(frozen=True)
class Leaving:
    """The institution, the paper in the reporters' hands (`chat`: of Talk), and an officer's name."""

    institution: Institution
    filed: tuple[Filed, ...]
    username: str
    chat: Receipt


def make_leaving(slug: str = "narae") -> Leaving:
    """Two officers, one with a password, two reports, a file, messages both ways, a note, a link."""
    institution = create_institution(slug=slug, name_ko="나래시설공단", name_en="Narae Facilities")
    EntryPoint.objects.create(
        institution=institution, code="lobby", name_ko="로비", name_en="Lobby"
    )
    account = _officer(institution, f"{slug}-one")
    other = make_officer(institution, name="이도윤")
    officers = [account.officer, Officer.objects.get(pk=other.officer_id)]
    staff_desk(institution=institution, function=DeskFunction.INTAKE, officers=officers)
    first = UnlockedOfficer(account.officer_id, institution.pk, unlock(account, PASSWORD))
    staffed = StaffedInstitution(institution, (first, other))
    filed = (file_report(staffed, "첫째 신고의 글"), file_report(staffed, "둘째 신고의 글"))
    _talk(staffed, filed[0])
    Report.objects.filter(pk=filed[1].report.pk).update(merged_into=filed[0].report)
    return Leaving(institution, filed, account.username, _chat(institution))


def _chat(institution: Institution) -> Receipt:
    """Talk with its code and hours, and a chat that is no report."""
    code = offer_talk(
        institution, opens_at=time(9), closes_at=time(18), quick_answers=["언제입니까?"]
    )
    begun = begin_chat(institution, code)
    thread, token = thread_of(begun), new_draft_token()
    say(opened=thread, text="청렴톡에 쓴 글", token=token, uid=uuid.uuid4())
    return begun.receipt


def _officer(institution: Institution, username: str) -> Account:
    new = NewOfficer(
        username, PASSWORD, f"김{username}", "감사담당관", Role.HEAD, phone="01012345678"
    )
    account = create_officer(actor=ACTOR, institution=institution, new=new)
    for category in institution.categories.all():
        Duty.objects.create(officer=account.officer, category=category)
    return account


def _talk(staffed: StaffedInstitution, filed: Filed) -> None:
    opened = filed.opened()
    Path(settings.SPOOL_DIR).mkdir(parents=True, exist_ok=True)
    with EncryptedSpool(settings.SPOOL_DIR) as spool:
        spool.write(FILE)
        spool.seek(0)
        owner = Owner(key=opened.data_key, report=filed.report)
        store_file(owner=owner, institution=staffed.institution, source=spool, name="a.txt")
    officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
    post_from_officer(opened=opened, officer=officer, text="답변의 글", uid=uuid.uuid4())
    post_from_reporter(
        opened=opened, text="신고자의 답글", uid=uuid.uuid4(), token=new_draft_token()
    )
    actor = at_work(staffed.officers[0])
    target = report_for(actor, filed.report.pk)
    add_note(actor=actor, opened=target, text="메모의 글", uid=uuid.uuid4())
