"""Journey 2, from the form to the receipt, without JavaScript (HL-1 … HL-4)."""

import re

import pytest

from haechi.crypto.credentials import is_drawn_phrase
from haechi.custody.selectors import intake_members
from haechi.institutions.models import IntakeCount
from haechi.notifications.models import Delivery
from haechi.reports.access import open_report, sign_in
from haechi.reports.models import Exclusion, Report, ReportSeal
from haechi.reports.selectors import content_of
from haechi.sites.reporter.tests.site import Reporter, body, credentials, hidden


def test_the_link_opens_straight_on_the_institutions_form(reporter: Reporter) -> None:
    page = reporter.client.get("/hanbit/")
    assert page.status_code == 200
    assert "한빛구청" in body(page)
    assert 'name="text"' in body(page)
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"


def test_english_is_one_link_away_and_stays_through_the_steps(reporter: Reporter) -> None:
    assert 'href="/en/hanbit/"' in body(reporter.client.get("/hanbit/"))
    fields = reporter.opens_form() | {"to": "review"}
    review = body(reporter.client.post("/en/hanbit/", fields))
    assert "Check and send" in review
    assert 'action="/en/hanbit/"' in review
    assert 'formaction="/hanbit/"' in review


def test_form_review_receipt(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    review = body(reporter.posts(fields | {"to": "review"}))
    assert "상품권을 받는 것을" in review
    assert Report.objects.count() == 0
    kept = {name: hidden(review, name) for name in ("draft", "category", "text", "when", "who")}
    receipt = reporter.posts(kept | {"to": "submit", "kind": "drawn", "files_seen": "0"})
    key, password = credentials(body(receipt))
    assert re.fullmatch(r"\d{4}", password)
    assert len(key) == 6
    assert Report.objects.count() == 1
    assert not receipt.cookies


def test_the_receipt_opens_exactly_what_was_written(reporter: Reporter) -> None:
    key, password = reporter.reports()
    content = content_of(open_report(sign_in(typed_key=key, typed_password=password)))
    assert content.text == "계약 담당자가 업체에서 상품권을 받는 것을 보았습니다."
    assert (content.when, content.where, content.who) == (
        "지난주 수요일 오후",
        "별관 3층 회의실",
        "계약팀 담당자",
    )


def test_mending_brings_the_form_back_with_everything_typed(reporter: Reporter) -> None:
    officer = reporter.at.officers[0].officer_id
    fields = reporter.opens_form() | {"excluded": str(officer)}
    review = body(reporter.posts(fields | {"to": "review"}))
    assert "김한결 감사담당관" in review
    form = body(reporter.posts(fields | {"to": "form"}))
    assert "상품권을 받는 것을" in form
    assert 'value="별관 3층 회의실"' in form
    assert re.search(rf'name="excluded" value="{officer}"[^>]* checked', form)
    assert re.search(r'name="category" value="corruption"[^>]* checked', form)
    assert "field--error" not in form


def test_a_password_of_ones_own_and_a_drawn_phrase(reporter: Reporter) -> None:
    _key, own = reporter.reports(kind="own", own_password=" 7351 ")
    assert own == "7351"
    _key, phrase = reporter.reports(kind="phrase")
    assert is_drawn_phrase(phrase)


def test_a_weak_password_is_explained_and_nothing_is_lost(reporter: Reporter) -> None:
    fields = reporter.opens_form() | {"to": "submit", "kind": "own", "own_password": "1234"}
    page = reporter.posts(fields)
    assert page.status_code == 422
    assert "남이 먼저 눌러 볼 만한 것" in body(page)
    assert hidden(body(page), "text") == fields["text"]
    assert Report.objects.count() == 0


def test_a_password_in_the_text_is_warned_of_and_may_be_sent_all_the_same(
    reporter: Reporter,
) -> None:
    fields = reporter.opens_form() | {"kind": "own", "own_password": "7351", "to": "submit"}
    fields["where"] = "비밀번호는 7351 입니다"
    page = reporter.posts(fields)
    assert "글 안에 비밀번호가 있습니다" in body(page)
    assert hidden(body(page), "where") == fields["where"]
    assert Report.objects.count() == 0
    credentials(body(reporter.posts(fields | {"to": "anyway"})))
    assert Report.objects.count() == 1


def test_an_excluded_officer_gets_neither_seal_nor_notice(reporter: Reporter) -> None:
    excluded, other = (officer.officer_id for officer in reporter.at.officers)
    reporter.reports(excluded=str(excluded))
    assert list(Exclusion.objects.values_list("officer_id", flat=True)) == [excluded]
    seal = ReportSeal.objects.get()
    assert (seal.officer_id, seal.epoch) == (other, None)
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {other}


def test_an_officer_excluded_on_the_page_stays_excluded_after_leaving_the_desk(
    reporter: Reporter,
) -> None:
    officer = reporter.at.officers[0].officer_id
    fields = reporter.opens_form() | {"excluded": str(officer), "to": "submit", "kind": "drawn"}
    seats = intake_members(reporter.at.institution).filter(pk=officer)
    seats.get().seats.all().delete()
    credentials(body(reporter.posts(fields)))
    assert list(Exclusion.objects.values_list("officer_id", flat=True)) == [officer]


@pytest.mark.parametrize("step", ["review", "submit"])
def test_excluding_everybody_is_refused_beside_the_names(reporter: Reporter, step: str) -> None:
    everybody = [str(officer.officer_id) for officer in reporter.at.officers]
    fields = reporter.opens_form() | {"excluded": everybody, "to": step, "kind": "drawn"}
    page = body(reporter.posts(fields))
    assert "담당자를 한 명 이상 남겨" in page
    assert "상품권을 받는 것을" in page
    assert Report.objects.count() == 0


def test_an_exclusion_that_is_no_longer_offered_is_never_dropped_in_silence(
    reporter: Reporter,
) -> None:
    fields = reporter.opens_form() | {"excluded": str(reporter.at.officers[0].officer_id)}
    reporter.at.institution.offers_exclusion = False
    reporter.at.institution.save()
    page = body(reporter.posts(fields | {"to": "submit", "kind": "drawn"}))
    assert "담당자 모두가 이 신고를 보게 됩니다" in page
    assert Report.objects.count() == 0


def test_intake_is_counted_by_entry_point_and_an_old_poster_still_works(reporter: Reporter) -> None:
    """HL-2: each link counts, and leads nobody astray once it is switched off."""
    for code in ("home", "no-such-code"):
        page = body(reporter.client.get(f"/hanbit/e/{code}/"))
        assert f'action="/hanbit/e/{code}/"' in page
        fields = reporter.opens_form() | {"to": "submit", "kind": "drawn"}
        credentials(body(reporter.client.post(f"/hanbit/e/{code}/", fields)))
    assert list(IntakeCount.objects.values_list("entry_point__code", "count")) == [("home", 1)]
    assert Report.objects.count() == 2


def test_the_receipt_is_saved_as_a_file_with_a_name_that_says_nothing(reporter: Reporter) -> None:
    saved = reporter.client.post("/receipt/", {"key": "ABC234", "password": "7351"})
    assert saved["Content-Disposition"] == 'attachment; filename="memo.txt"'
    text = saved.content.decode("utf-8-sig")
    assert "ABC234" in text
    assert "7351" in text
    assert "http://testserver/check/" in text
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_nothing_of_a_report_stands_in_an_address_or_a_title(reporter: Reporter) -> None:
    fields = reporter.opens_form() | {"to": "review"}
    page = body(reporter.posts(fields))
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1] == "확인하고 보내기 | 한빛구청"
    assert not re.search(r'(?:href|action|src)="[^"]*\?', page)
