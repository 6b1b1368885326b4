"""How to come to each state of the reporter site that no link leads to."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.citizen import fill_in, look_at, read_paper, send
from tests.journeys.named import write_content, write_people
from tests.journeys.people import (
    Receipt,
    Story,
    choose,
    come_back,
    press,
    read_receipt,
    report,
    wait_for_files,
    write_report,
)
from tests.journeys.system import Installation
from tests.journeys.talking import code_on_the_notice_board, give_code

Arrive = Callable[[Page, Installation, dict[str, Path]], None]
MISSES = 8  # beyond the free ones: waiting is asked for


def _at(path: str) -> Arrive:
    def arrive(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
        page.goto(system.reporter + path)

    return arrive


def _form(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(system.form)


def _form_with_errors(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(system.form)
    press(page, "review")
    expect(page.locator("#error-summary")).to_be_visible()


def _form_with_files(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    page.goto(system.form)
    names = [samples[name] for name in ("photo", "video", "program")]
    page.locator("input[name=files]").set_input_files(names)
    wait_for_files(page, "현장사진", "회의실영상")
    expect(page.locator("li.file").filter(has_text="사진아님")).to_contain_text("받지 않았습니다")


def _review(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    page.goto(system.form)
    write_report(page, Story("표식모두에게8181", files=(samples["photo"],)))
    wait_for_files(page, "현장사진")
    choose(page.get_by_role("checkbox").first)
    press(page, "review")
    expect(page.locator("dl.facts")).to_be_visible()


def _review_with_errors(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    _review(page, system, samples)
    choose(page.locator("input[name=kind][value=own]"))
    page.locator("input[name=own_password]").fill("1234")
    press(page, "submit")
    expect(page.locator("#error-summary")).to_be_visible()


def _password_in_the_text(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(system.form)
    write_report(page, Story("비밀번호는 7391 입니다"))
    press(page, "review")
    choose(page.locator("input[name=kind][value=own]"))
    page.locator("input[name=own_password]").fill("7391")
    press(page, "submit")
    expect(page.locator("main")).to_contain_text("글 안에 비밀번호가 있습니다")


def _receipt(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    report(page, system.form, Story("표식모두에게8282"))


def _signed_in(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    """The demo's richest report: messages both ways, files, a result."""
    demo = system.sign_ins.receipts[0]
    come_back(page, system.reporter, Receipt(demo.report_key, demo.password))
    expect(page.locator("ol.thread")).to_be_attached()
    page.locator("details summary").first.click()


def _withdraw(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    receipt = report(page, system.form, Story("표식모두에게8383"))
    come_back(page, system.reporter, receipt)
    page.get_by_role("link", name="신고 취하하기").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("취하")


def _signed_out(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    _signed_in(page, system, samples)
    page.get_by_role("button", name="로그아웃").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("로그아웃")


def _wrong_password(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    come_back(page, system.reporter, Receipt("ZZZZZ2", "틀린 긴 암호"))
    expect(page.locator("#error-summary")).to_be_visible()


def _must_wait(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    for _miss in range(MISSES):
        come_back(page, system.reporter, Receipt("YYYYY3", "틀린 긴 암호"))
        page.wait_for_load_state()
        if page.locator("form[data-wait]").count():
            break
    # The page goes on by itself after a while: here that is stopped, so that it can be looked at.
    page.route("**/check/", lambda route: route.abort("aborted"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("기다려")


def _named_people(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(f"{system.form}named/")
    write_content(page)
    for button in ("add-joint", "add-proxy"):
        page.locator(f"button[name=to][value={button}]").click()
    expect(page.locator("#proxy-1")).to_be_visible()


def _named_people_with_errors(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    _named_people(page, system, samples)
    press(page, "review")
    expect(page.locator("#error-summary")).to_be_visible()


def _named_review(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(f"{system.form}named/")
    write_content(page)
    write_people(page)
    expect(page.locator("dl.facts").first).to_be_visible()


def _named_receipt(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    _named_review(page, system, samples)
    press(page, "submit")
    expect(page.locator(".credentials dd")).to_have_count(2)


_filed: dict[str, Receipt] = {}  # one named report for all pages of a case


def _case_page(path: str) -> Arrive:
    """A page of the case of a named reporter who has signed in."""

    def arrive(page: Page, system: Installation, samples: dict[str, Path]) -> None:
        if system.reporter not in _filed:
            _named_receipt(page, system, samples)
            _filed[system.reporter] = read_receipt(page)
        come_back(page, system.reporter, _filed[system.reporter])
        expect(page.locator("#case-title")).to_be_visible()
        page.goto(system.reporter + path)

    return arrive


def _give_my_name(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    come_back(page, system.reporter, report(page, system.form, Story("표식모두에게8585")))
    page.get_by_role("link", name="기명 공익신고로 전환하기").click()
    expect(page.locator("input[name=sure]")).to_be_attached()


def _lawyer(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(f"{system.form}lawyer/")
    write_content(page)
    expect(page.locator("input[name=sealed]")).to_be_attached()


def _recording_with_errors(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    page.goto(f"{system.form}recordings/")
    send(page)
    expect(page.locator("#error-summary")).to_be_visible()


def _my_request(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    """Over the page that warns of a missing proof, and the receipt."""
    page.goto(f"{system.form}recordings/")
    fill_in(page)
    send(page)
    page.locator("button[value=anyway]").click()
    _number, receipt = read_paper(page)
    look_at(page, system, receipt)


def _wrong_code(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    give_code(page, system, "11111112")
    expect(page.locator("#error-summary")).to_be_visible()


def _chat_subject(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    give_code(page, system, code_on_the_notice_board(system))
    expect(page.locator("input[name=subject]").first).to_be_attached()


def _chat_receipt(page: Page, system: Installation, samples: dict[str, Path]) -> None:
    _chat_subject(page, system, samples)
    choose(page.locator("input[name=subject][value=abuse]"))
    page.locator("button[name=to][value=open]").click()
    expect(page.locator(".credentials dd")).to_have_count(2)


def _chat(page: Page, system: Installation, _samples: dict[str, Path]) -> None:
    """The demo's chat that goes on."""
    demo = next(each for each in system.sign_ins.receipts if each.label == "talk")
    come_back(page, system.reporter, Receipt(demo.report_key, demo.password))
    expect(page.locator("[data-chat] li").first).to_be_attached()
    page.locator("details summary").first.click()


SCENES: dict[str, Arrive] = {
    "form with errors": _form_with_errors,
    "form with files": _form_with_files,
    "review": _review,
    "review with errors": _review_with_errors,
    "password in the text": _password_in_the_text,
    "receipt": _receipt,
    "wrong password": _wrong_password,
    "must wait": _must_wait,
    "signed in": _signed_in,
    "withdraw": _withdraw,
    "signed out": _signed_out,
    "named: people with errors": _named_people_with_errors,
    "named: review": _named_review,
    "named: receipt": _named_receipt,
    "named: thread": _case_page("/thread/"),
    "named: consents": _case_page("/thread/case/consents"),
    "named: disadvantage": _case_page("/thread/case/retaliation"),
    "giving my name": _give_my_name,
    "lawyer": _lawyer,
    "recording: form with errors": _recording_with_errors,
    "recording: my request": _my_request,
    "talk: code": _at("/hanbit/talk/"),
    "talk: wrong code": _wrong_code,
    "talk: subject": _chat_subject,
    "talk: receipt": _chat_receipt,
    "talk: chat": _chat,
    "no such page": _at("/thread/files/none"),
    "no such institution": _at("/no-such-office/"),
}
