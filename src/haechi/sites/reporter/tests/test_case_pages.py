"""Coming back to a report with a name (PI-3, PI-10, PI-13, PI-15).

The case, consents, a supplement, an objection, word of disadvantage.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from haechi.cases.models import Case, Objection, Paper, Retaliation, Supplement
from haechi.cases.papers import words_of
from haechi.cases.types import ConsentKind, NoticeKind, Way
from haechi.casework import handling, notices, supplements, transfers
from haechi.casework.access import open_case
from haechi.casework.selectors import detail
from haechi.common.clock import now
from haechi.conversations.models import Message
from haechi.sites.reporter.tests.people import Named
from haechi.sites.reporter.tests.samples import photo, upload
from haechi.sites.reporter.tests.site import Reporter, body, hidden
from haechi.staff.types import OfficerAtWork

ROOM = "/thread/case/"


class Back:
    """A named reporter who has signed in, and her case with the officer who handles it."""

    def __init__(self, named: Named, clerk: OfficerAtWork) -> None:
        self.named, self.clerk = named, clerk
        self.reporter = named.reporter
        self.receipt = named.reports(evidence="")
        self.reporter.signs_in(*self.receipt)
        self.case = Case.objects.get()

    @property
    def given(self) -> dict[str, Any]:
        return {"actor": self.clerk, "case_id": self.case.pk}

    def fields(self, act: str, **changes: Any) -> dict[str, Any]:
        page = body(self.reporter.client.get(ROOM + act))
        names = ("form_token", "draft", "uid")
        return {name: hidden(page, name) for name in names} | {"to": "send"} | changes

    def sends(self, act: str, **changes: Any) -> Any:
        return self.reporter.client.post(ROOM + act, self.fields(act, **changes))

    def agrees(self, **changes: str) -> Any:
        page = body(self.reporter.client.get(f"{ROOM}consents"))
        fields = {"form_token": hidden(page, "form_token"), **changes}
        return self.reporter.client.post(f"{ROOM}consents", fields)

    def result_notified(self) -> None:
        handling.start_investigation(**self.given)
        handling.log_investigation(**self.given, title="현장 조사", text="확인함")
        handling.end_investigation(**self.given, finding="위반 확인", violation_found=True)
        paper = Paper.objects.get(notice="result")
        key = open_case(self.clerk, self.case.pk).data_key
        text = words_of(paper, key).text.replace("{처리결과}", "과태료를 부과하였습니다.")
        notices.edit_draft(**self.given, paper_id=paper.pk, title="처리결과", text=text)
        notices.send_notice(**self.given, paper_id=paper.pk, way=Way.SITE)


@pytest.fixture
def back(named: Named, centre: dict[str, OfficerAtWork]) -> Back:
    return Back(named, centre["한기록"])


def test_the_page_shows_number_state_and_day_and_no_name(back: Back) -> None:
    page = back.reporter.thread()
    assert back.case.display_number in page
    assert f"{back.case.due_on:%Y}" in page
    assert "독고은새뜸" not in page
    for link in ("consents", "retaliation"):
        assert f'href="{ROOM}{link}"' in page
    assert f"{ROOM}objection" not in page
    assert f"{ROOM}supplement" not in page


def test_an_anonymous_report_has_none_of_it(reporter: Reporter) -> None:
    reporter.signs_in(*reporter.reports())
    assert ROOM not in reporter.thread()
    for path in ("consents", "objection", "nothing"):
        assert reporter.client.get(ROOM + path).status_code == 404
    assert reporter.client.get(f"{ROOM}named")["Location"] == "/thread/"


def test_every_page_of_the_case_asks_for_key_and_password(back: Back) -> None:
    back.reporter.client.post("/thread/sign-out")
    for path in ("consents", "objection", "named"):
        assert back.reporter.client.get(ROOM + path).status_code == 401


def test_an_objection_says_its_last_day_and_why_and_is_sent_once(back: Back) -> None:
    back.result_notified()
    assert f'href="{ROOM}objection"' in back.reporter.thread()
    page = body(back.reporter.client.get(f"{ROOM}objection"))
    assert "마지막 날은" in page
    assert "민법 제157조" in page
    empty = back.sends("objection")
    assert empty.status_code == 422
    fields = back.fields("objection", text="과태료가 너무 적습니다.")
    for _ in range(2):
        sent = back.reporter.client.post(f"{ROOM}objection", fields)
        assert sent["Location"] == "/thread/"
    shown = back.reporter.thread()
    assert "과태료가 너무 적습니다." in shown
    assert "보낸 날을 기준으로" in shown
    assert f'href="{ROOM}objection"' not in shown
    assert detail(back.clerk, back.case.pk, "ko").opened.case.state == "objected"
    assert Objection.objects.count() == Message.objects.filter(side="reporter").count() == 1
    assert "보낸 날을 기준으로" not in back.reporter.thread()


def test_pi5_the_forms_that_came_with_a_notice_are_saved_from_the_page(back: Back) -> None:
    row = notices.draft_notice(**back.given, kind=NoticeKind.RECEIPT, words={})
    notices.send_notice(**back.given, paper_id=row.pk, way=Way.SITE)
    page = back.reporter.thread()
    links = re.findall(r'<a class="file__name" href="([^"]+)"[^>]*>(별지 [^<]+)', page)
    assert [name for _, name in links] == [
        "별지 제3호서식 접수증.pdf",
        "별지 제7호서식 공익신고자 보호보상제도 운영 안내문.pdf",
        "별지 제11호서식 공익신고자 협조사항 안내.pdf",
    ]
    for link, _ in links:
        saved = back.reporter.client.get(link)
        assert b"".join(saved.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert saved["Content-Disposition"].startswith("attachment")
    back.reporter.client.post("/thread/sign-out")
    assert back.reporter.client.get(links[0][0]).status_code == 401


def test_an_objection_that_is_late_keeps_its_text_and_stores_nothing(back: Back) -> None:
    back.result_notified()
    key, password = back.receipt
    with time_machine.travel(now() + timedelta(days=20), tick=False):
        back.reporter.signs_in(key, password)
        assert f'href="{ROOM}objection"' not in back.reporter.thread()
        response = back.sends("objection", text="늦었지만 이의가 있습니다.")
    assert response.status_code == 422
    assert "14일이 지났습니다" in body(response)
    assert "늦었지만 이의가 있습니다." in body(response)
    assert not Message.objects.filter(side="reporter").exists()


def test_a_supplement_with_a_file_answers_the_request(back: Back) -> None:
    supplements.request_supplement(**back.given, what="증거를 보내 주십시오.")
    assert f'href="{ROOM}supplement"' in back.reporter.thread()
    assert "마지막 날은" in body(back.reporter.client.get(f"{ROOM}supplement"))
    sent = back.sends("supplement", text="", files=upload("현장.jpg", photo()))
    assert sent["Location"] == "/thread/"
    detail(back.clerk, back.case.pk, "ko")
    assert Supplement.objects.get().answered_on
    assert f'href="{ROOM}supplement"' not in back.reporter.thread()


def test_a_supplement_after_closing_is_kept_and_undoes_nothing(back: Back) -> None:
    Case.objects.update(state="closed", ground="7")
    assert back.sends("supplement", text="늦게 찾았습니다.")["Location"] == "/thread/"
    assert detail(back.clerk, back.case.pk, "ko").opened.case.state == "closed"
    assert Paper.objects.filter(kind="supplement").count() == 1


def test_word_of_disadvantage_reaches_the_protection_board(back: Back) -> None:
    assert back.sends("retaliation", text="전보되었습니다.")["Location"] == "/thread/"
    detail(back.clerk, back.case.pk, "ko")
    assert Retaliation.objects.get().case == back.case


def test_the_report_key_in_the_text_is_pointed_out(back: Back) -> None:
    key, _ = back.receipt
    response = back.sends("retaliation", text=f"제 리포트키는 {key} 입니다.")
    assert response.status_code == 422
    assert not Message.objects.exists()


def test_consent_taken_back_after_a_transfer_was_drafted_stops_it(back: Back) -> None:
    assert back.agrees(transfer="yes", recommendation="yes")["Location"] == "/thread/"
    page = body(back.reporter.client.get(f"{ROOM}consents"))
    assert re.search(r'name="transfer" value="yes"[^>]*checked', page)
    notices.draft_notice(**back.given, kind=NoticeKind.TRANSFER, words={})
    back.agrees(transfer="no")
    with pytest.raises(Exception, match="no-consent"):
        transfers.transfer(**back.given, body="환경부", reason="관할")
    said = list(
        back.case.consents.filter(kind=ConsentKind.TRANSFER).values_list("given", flat=True)
    )
    assert said == [True, False]


def test_forms_of_another_site_or_another_session_change_nothing(back: Back) -> None:
    refused = back.reporter.client.post(f"{ROOM}consents", {"transfer": "yes"})
    assert refused.status_code == 422
    fields = back.fields("retaliation", text="가") | {"form_token": "x"}
    back.reporter.client.post(f"{ROOM}retaliation", fields)
    assert not back.case.consents.filter(kind=ConsentKind.TRANSFER).exists()
    assert not Message.objects.exists()


def test_withdrawing_says_what_becomes_of_the_case_and_of_joint_reporters(back: Back) -> None:
    page = body(back.reporter.client.get("/thread/withdraw"))
    assert "계속 처리될 수도" in page
    assert "혼자만 빠지거나" in page
    fields = {"form_token": hidden(page, "form_token"), "confirm": "yes"}
    back.reporter.client.post("/thread/withdraw", fields)
    shown = back.reporter.thread()
    assert f"{ROOM}retaliation" not in shown
    refused = back.sends("retaliation", text="그 뒤에")
    assert refused.status_code == 422
    assert "그 뒤에" in body(refused)


def test_english_pages_of_a_case_are_english(back: Back) -> None:
    back.result_notified()
    for act in ("objection", "supplement", "retaliation", "consents"):
        page = body(back.reporter.client.get(f"/en{ROOM}{act}"))
        main = page.partition("<main")[2].partition("</main>")[0]
        plain = re.sub(r"<[^>]*>|\(민법 제\d+조\)", "", main).replace(back.case.display_number, "")
        assert not re.search(r"[가-힣]", plain), act
