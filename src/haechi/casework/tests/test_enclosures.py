"""What "함께 드립니다" promises comes: a notice's forms reach who is told by the site (제12조①, 제19조②)."""

import io
from dataclasses import replace

import pikepdf
import pytest

from haechi.cases.models import Case, Paper
from haechi.cases.papers import words_of
from haechi.cases.types import NoticeKind, Way
from haechi.casework import enclosures, notices
from haechi.casework.access import open_case
from haechi.casework.tests.conftest import HONG
from haechi.casework.tests.hands import filed
from haechi.casework.tests.test_forms import text_of
from haechi.casework.tests.test_petitions import result_notified
from haechi.conversations.selectors import messages_of
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import MailFile, Senders
from haechi.notifications.channels.console import ConsoleFile
from haechi.notifications.types import Channel
from haechi.reports.attachments import Owner, read_file
from haechi.reports.errors import StorageFull
from haechi.reports.models import Attachment


def numbers(files) -> list[str]:
    return [file.name.split()[1] for file in files]


def receipt(centre, case: Case, way: Way, **more) -> Paper:
    here = {"actor": centre.kim, "case_id": case.pk}
    row = notices.draft_notice(**here, kind=NoticeKind.RECEIPT, words={})
    return notices.send_notice(**here, paper_id=row.pk, way=way, **more)


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """What each PDF was drawn from, by number."""
    seen: dict[int, str] = {}
    draw = enclosures._sheet

    def drawn(opened, number, officer):
        sheet = draw(opened, number, officer)
        seen[number] = text_of(sheet)
        return sheet

    monkeypatch.setattr(enclosures, "_sheet", drawn)
    return seen


def test_pi5_a_receipt_by_the_site_brings_its_forms_sealed_to_the_reporters_key(centre, sheets):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    row = receipt(centre, case, Way.SITE)
    [message] = messages_of(opened)
    assert numbers(message.attachments) == ["제3호서식", "제7호서식", "제11호서식"]
    for file, line in zip(message.attachments, (3, 7, 11), strict=True):
        stored = Attachment.objects.get(pk=file.id)
        made = b"".join(read_file(stored, Owner(opened.data_key, opened.report)))
        assert (file.from_officer, len(made)) == (True, file.size)
        assert pikepdf.open(io.BytesIO(made)).pages
        with pytest.raises(CannotOpen):
            b"".join(read_file(stored, Owner(DataKey(bytes(32)), opened.report)))
        copy = Paper.objects.get(case=case, form=line)
        key = open_case(centre.kim, case.pk).data_key
        assert words_of(copy, key).form["접수번호"] == case.display_number
    assert case.display_number in sheets[3]
    assert "홍길동" not in "".join(sheets.values())
    kept = words_of(row, open_case(centre.kim, case.pk).data_key).fields[enclosures.FIELD]
    assert kept.startswith("별지 제3호서식 접수증, 별지 제7호서식")


def test_a_copy_printed_on_the_same_day_is_the_one_that_goes(centre, sheets):
    filed(centre)
    case = Case.objects.get()
    receipt(centre, case, Way.SITE)
    receipt(centre, case, Way.SITE)
    assert Paper.objects.filter(case=case, form=7).count() == 1
    assert Attachment.objects.filter(report=case.report).count() == 6


def test_pi15_the_objection_form_of_a_result_has_no_word_of_the_record(centre, sheets):
    _, _, opened = filed(centre)
    case = result_notified(centre)
    [message] = messages_of(opened)
    assert numbers(message.attachments) == ["제7호서식", "제9호서식", "제11호서식"]
    decision = Paper.objects.get(case=case, kind="decision")
    finding = words_of(decision, open_case(centre.kim, case.pk).data_key).text
    assert finding
    assert finding not in sheets[9]
    assert case.display_number in sheets[9]
    assert not Paper.objects.filter(form=9).exists()  # nobody has objected


@pytest.mark.parametrize("safe", [True, False])
def test_by_mail_no_file_goes_and_the_notice_says_where_the_forms_are(centre, tmp_path, safe):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    row = receipt(centre, case, Way.EMAIL, identity=HONG)
    [message] = messages_of(opened)
    assert len(message.attachments) == 3
    assert "리포트키와 비밀번호로 들어가시면" in message.text
    key = open_case(centre.kim, case.pk).data_key
    assert "리포트키와 비밀번호로 들어가시면" in words_of(row, key).text  # kept as it went
    box = tmp_path / "mail"
    senders = Senders(sms=ConsoleFile(box), mail=MailFile(box), mail_carries_content=safe)
    deliver_due(Channel.EMAIL, senders)
    assert ("별지 제7호서식" in box.read_text()) is safe


def test_by_mail_to_somebody_without_a_thread_the_centre_is_where_to_ask(centre):
    case = centre.receive().case
    row = receipt(centre, case, Way.EMAIL, identity=HONG)
    words = words_of(row, open_case(centre.kim, case.pk).data_key)
    assert "한빛구청 공익신고센터에 말씀하시면" in words.text
    assert "리포트키" not in words.text
    assert enclosures.FIELD not in words.fields  # nothing went with it
    assert not Attachment.objects.exists()


def test_a_text_message_puts_the_forms_into_the_thread(centre):
    _, _, opened = filed(centre)
    receipt(centre, Case.objects.get(), Way.SMS, identity=HONG)
    [message] = messages_of(opened)
    assert len(message.attachments) == 3


def test_on_paper_and_with_other_notices_nothing_is_made(centre):
    _, _, opened = filed(centre)
    case = Case.objects.get()
    receipt(centre, case, Way.POST)
    here = {"actor": centre.kim, "case_id": case.pk}
    row = notices.draft_notice(**here, kind=NoticeKind.PROTECTION, words={"보호안내": "안내"})
    notices.send_notice(**here, paper_id=row.pk, way=Way.SITE)
    [message] = messages_of(opened)
    assert message.attachments == ()


def test_a_lawyer_gets_them_too_and_her_clients_name_is_nowhere(centre, sheets):
    lawyer = replace(HONG, name="변호인")
    _, _, opened = filed(centre, reporter=None, lawyer=lawyer)
    receipt(centre, Case.objects.get(), Way.SITE)
    [message] = messages_of(opened)
    assert len(message.attachments) == 3
    assert "변호인" not in "".join(sheets.values())


def test_where_there_is_no_room_the_notice_stays_a_draft(centre, monkeypatch):
    filed(centre)
    case = Case.objects.get()

    def full(**_given):
        raise StorageFull

    monkeypatch.setattr(enclosures, "store_made", full)
    with pytest.raises(StorageFull):
        receipt(centre, case, Way.SITE)
    assert Paper.objects.get(notice="receipt").status == "draft"
    assert not Paper.objects.filter(form=7).exists()
