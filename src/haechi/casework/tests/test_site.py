"""What a reporter files on the site, and how she is told (PI-1, PI-8, PI-10)."""

from dataclasses import replace

import pytest

from haechi.cases.errors import AlreadyCase, BadIdentifier
from haechi.cases.filing import Particulars, become_named, file_named_report
from haechi.cases.models import Case
from haechi.cases.problems import Problem
from haechi.cases.reporter import case_of, give_consent, post_message
from haechi.cases.types import (
    ConsentKind,
    Identity,
    NoticeKind,
    Way,
)
from haechi.casework import ending, handling, notices, transfers
from haechi.casework.access import open_case
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import (
    filed,
    open_report_state,
    problem,
)
from haechi.conversations.selectors import messages_of
from haechi.inbox.access import visible_reports
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import MailFile, Senders
from haechi.notifications.channels.console import ConsoleFile
from haechi.notifications.models import Delivery
from haechi.notifications.types import Channel
from haechi.reports.types import new_draft_token
from haechi.reports.withdrawal import withdraw
from haechi.testing import file_report


def test_a_named_report_is_for_the_centre_and_its_reporter_comes_back(centre):
    submission, given, opened = filed(centre)
    mine = case_of(opened)
    assert (mine.number, mine.state) == ("2026 공익 제1호", "received")
    assert not visible_reports(centre.outsider).exists()
    told = set(Delivery.objects.values_list("officer_id", flat=True))
    assert told == {each.officer.pk for each in (centre.kim, centre.lee, centre.chief)}
    case = Case.objects.get()
    assert not case.events.exclude(at=None).exists()  # of a reporter's act the day alone is kept
    assert open_case(centre.lee, case.pk)
    again = file_named_report(submission=submission, particulars=given)
    assert again.repeated
    assert Case.objects.count() == 1


def test_what_fails_in_the_case_stores_no_report_either(centre):
    wrong = replace(HONG, number="850231-1234567")
    with pytest.raises(BadIdentifier):
        filed(centre, reporter=wrong)
    assert not Case.objects.exists()
    assert not Delivery.objects.exists()


def test_notices_and_messages_go_through_the_thread(centre):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    here = {"actor": centre.kim, "case_id": case.pk}
    row = notices.draft_notice(**here, kind=NoticeKind.RECEIPT, words={})
    notices.send_notice(**here, paper_id=row.pk, way=Way.SITE)
    [message] = messages_of(opened)
    assert message.text.startswith("공익신고 접수 통지")
    assert "2026 공익 제1호" in message.text
    Delivery.objects.all().delete()
    post_message(opened=opened, text="감사합니다.", token=new_draft_token(), uid=row.pk)
    assert centre.outsider.officer.pk not in Delivery.objects.values_list("officer_id", flat=True)


def test_by_mail_and_text_message_a_notice_waits_sealed_and_names_nobody(centre, tmp_path):
    filed(centre)
    case = Case.objects.get()
    here = {"actor": centre.kim, "case_id": case.pk}
    row = notices.draft_notice(**here, kind=NoticeKind.RECEIPT, words={})
    mailed = {"paper_id": row.pk, "way": Way.EMAIL}
    assert problem(notices.send_notice, **here, **mailed) is Problem.NO_ADDRESS
    Delivery.objects.all().delete()
    notices.send_notice(**here, **mailed, identity=HONG)
    again = notices.draft_notice(**here, kind=NoticeKind.RECEIPT, words={})
    notices.send_notice(**here, paper_id=again.pk, way=Way.SMS, identity=HONG)
    for waiting in Delivery.objects.all():
        assert b"hong@" not in bytes(waiting.payload)
        assert b"010-1234" not in bytes(waiting.payload)
    box = tmp_path / "mail"
    senders = Senders(sms=ConsoleFile(box), mail=MailFile(box), mail_carries_content=True)
    deliver_due(Channel.EMAIL, senders)
    deliver_due(Channel.SMS, senders)
    sent = box.read_text()
    assert "ho***@example.org: [한빛구청]" in sent
    assert "2026 공익 제1호" in sent.partition("[SMS]")[0]
    assert "2026 공익" not in sent.partition("[SMS]")[2]
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}


def test_consent_given_and_taken_back_on_the_site_decides_the_transfer(centre):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    go = {"actor": centre.kim, "case_id": case.pk, "body": "환경부", "reason": "권한 없음"}
    give_consent(opened=opened, kind=ConsentKind.TRANSFER, given=True)
    give_consent(opened=opened, kind=ConsentKind.TRANSFER, given=True)
    assert case.consents.count() == 1
    give_consent(opened=opened, kind=ConsentKind.TRANSFER, given=False)
    assert problem(transfers.transfer, **go) is Problem.NO_CONSENT
    give_consent(opened=opened, kind=ConsentKind.TRANSFER, given=True)
    transfers.transfer(**go)
    assert case_of(opened).state == "transferred"
    assert open_report_state(opened) == "done"


def test_what_the_reporter_withdrew_on_the_site_can_be_closed_as_withdrawn(centre):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    here = {"actor": centre.kim, "case_id": case.pk}
    assert problem(ending.close_withdrawn, **here) is Problem.NOT_WITHDRAWN
    withdraw(opened=opened)
    assert problem(handling.start_investigation, **here) is Problem.WITHDRAWN
    ending.close_withdrawn(**here)
    case.refresh_from_db()
    assert (case.state, case.withdrawn_on) == ("closed", opened.report.received_on)


def test_an_anonymous_reporter_becomes_named_by_her_own_act(centre):
    anonymous = file_report(centre.staffed)
    opened = anonymous.opened()
    assert case_of(opened) is None
    number = become_named(opened=opened, particulars=Particulars(CONTENT, HONG))
    assert case_of(opened).number == number
    with pytest.raises(AlreadyCase):
        become_named(opened=opened, particulars=Particulars(CONTENT, HONG))


def test_a_lawyers_report_keeps_its_client_unnamed(centre):
    lawyer = Identity("변호사 정", workplace="법무법인 가람")
    filed(centre, reporter=None, lawyer=lawyer)
    case = Case.objects.get()
    assert (case.track, case.reporter_known) == ("lawyer", True)
    assert case.parties.get(kind="reporter").by_consent_only
