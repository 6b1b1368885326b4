"""Journey 3, signing in (HL-4): one answer for all misses, waiting instead of locks, one cookie."""

import hashlib
import re
import time
from itertools import count

import pytest
from django.conf import settings as django_settings

from haechi.reports.models import GuessBudget, KeyDelay
from haechi.sites.reporter.tests.site import Reporter, SiteClient, body, hidden


def test_key_and_password_open_the_thread(reporter: Reporter) -> None:
    key, password = reporter.reports()
    answer = reporter.signs_in(f" {key.lower()[:3]}-{key.lower()[3:]} ", password)
    assert answer["Location"] == "/thread/"
    assert "내 신고의 진행 상황" in reporter.thread()


def test_the_cookie_is_for_this_site_and_session_alone(reporter: Reporter) -> None:
    cookie = reporter.signs_in(*reporter.reports()).cookies[django_settings.REPORTER_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["expires"] == cookie["max-age"] == ""
    assert reporter.at.institution.slug not in cookie.value


def test_english_sign_in_leads_to_the_english_thread(reporter: Reporter) -> None:
    key, password = reporter.reports()
    answer = reporter.client.post("/en/check/", {"key": key, "password": password})
    assert answer["Location"] == "/en/thread/"
    assert "Received" in body(reporter.client.get("/en/thread/"))


def without_what_was_typed(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_wrong_password_and_unknown_key_look_identical(reporter: Reporter) -> None:
    key, _password = reporter.reports()
    wrong = reporter.signs_in(key, "4871")
    unknown = reporter.signs_in("ABC234", "4871")
    assert wrong.status_code == unknown.status_code == 422
    assert without_what_was_typed(body(wrong)) == without_what_was_typed(body(unknown))
    assert "맞는 신고가 없습니다" in body(wrong)


@pytest.mark.parametrize("typed", ["ABC", "ABC0I1", "가나다라마바", "ABC234X", "\x00"])
def test_what_cannot_be_a_key_is_explained_and_counts_as_no_miss(
    reporter: Reporter, typed: str
) -> None:
    page = reporter.signs_in(typed, "4871")
    assert page.status_code == 422
    assert "여섯 글자" in body(page)
    assert not KeyDelay.objects.exists()


def test_empty_fields_are_named(reporter: Reporter) -> None:
    page = body(reporter.signs_in("", ""))
    assert "리포트키를 적어 주십시오" in page
    assert "비밀번호를 적어 주십시오" in page


def waits(reporter: Reporter, key: str) -> str:
    """The waiting page after too many misses on the key."""
    for pin in range(3001, 3020):
        answer = reporter.signs_in(key, str(pin))
        if answer.status_code == 429:
            assert int(answer["Retry-After"]) >= 1
            return body(answer)
    raise AssertionError("no waiting page after 19 misses")


def test_too_many_misses_ask_to_wait_and_the_right_password_still_opens(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, password = reporter.reports()
    page = waits(reporter, key)
    assert "리포트키가 잠긴 것은 아닙니다" in page
    page = body(reporter.signs_in(key, password))
    fields = {name: hidden(page, name) for name in ("key", "password", "challenge", "work")}
    assert fields["key"] == key
    later = time.time() + 10
    monkeypatch.setattr("haechi.reports.guarded.time.time", lambda: later)
    assert reporter.client.post("/check/", fields)["Location"] == "/thread/"


def test_sent_again_too_early_it_asks_to_wait_on(reporter: Reporter) -> None:
    key, _password = reporter.reports()
    page = waits(reporter, key)
    fields = {name: hidden(page, name) for name in ("key", "password", "challenge", "work")}
    again = reporter.client.post("/check/", fields)
    assert again.status_code == 429
    assert hidden(body(again), "challenge") == fields["challenge"]


def test_work_is_taken_in_place_of_waiting(reporter: Reporter) -> None:
    """The spent budget, not the single key: waiting may be exchanged for work."""
    key, password = reporter.reports()
    minute = int(time.time() // 60)
    GuessBudget.objects.create(scope="all", level=0.5, minute=minute)
    page = body(reporter.signs_in(key, password))
    bits = int(re.search(r'data-bits="(\d+)"', page)[1])  # type: ignore[index]
    assert 0 < bits <= 28
    challenge = hidden(page, "challenge")
    work = next(
        str(counter)
        for counter in count()
        if int.from_bytes(hashlib.sha256(f"{challenge}:{counter}".encode()).digest())
        < 1 << (256 - bits)
    )
    answer = reporter.signs_in(key, password, challenge=challenge, work=work)
    assert answer["Location"] == "/thread/"


def test_without_a_session_the_thread_asks_to_sign_in(client: SiteClient, db: None) -> None:
    page = client.get("/thread/")
    assert page.status_code == 401
    assert "로그인이 끝났습니다" in body(page)


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "a" * 5000])
def test_a_cookie_that_is_not_ours_is_no_session(client: SiteClient, db: None, cookie: str) -> None:
    client.cookies[django_settings.REPORTER_COOKIE] = cookie
    assert client.get("/thread/").status_code == 401


def test_the_session_ends_after_idle_time(
    reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter.signs_in(*reporter.reports())
    later = time.time() + django_settings.REPORTER_IDLE_SECONDS + 1
    monkeypatch.setattr("haechi.sites.reporter.middleware.time.time", lambda: later)
    assert reporter.client.get("/thread/").status_code == 401


def test_signing_out_ends_the_session_and_says_to_close_the_window(reporter: Reporter) -> None:
    reporter.signs_in(*reporter.reports())
    page = reporter.client.post("/thread/sign-out")
    assert "이제 이 창을 닫으십시오" in body(page)
    assert page.cookies[django_settings.REPORTER_COOKIE].value == ""
    assert reporter.client.get("/thread/").status_code == 401


def test_an_unsent_message_survives_the_end_of_the_session(reporter: Reporter) -> None:
    key, password = reporter.reports()
    reporter.signs_in(key, password)
    fields = reporter.message_fields(text="길게 쓴 글입니다")
    reporter.client.post("/thread/sign-out")
    page = reporter.client.post("/thread/message", fields)
    assert page.status_code == 401
    assert "길게 쓴 글입니다" in body(page)
    kept = {name: hidden(body(page), name) for name in ("kept", "kept_draft", "kept_uid")}
    thread = body(reporter.signs_in(key, password, **kept))
    assert ">\n길게 쓴 글입니다</textarea>" in thread
    assert hidden(thread, "uid") == fields["uid"]


def test_an_unsent_message_survives_waiting_too(reporter: Reporter) -> None:
    key, password = reporter.reports()
    waits(reporter, key)
    page = body(reporter.signs_in(key, password, kept="길게 쓴 글입니다"))
    assert hidden(page, "kept") == "길게 쓴 글입니다"
