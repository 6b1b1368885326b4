"""Notice, feed and messenger: what is told, to whom, and what never is (TK-2, TK-6)."""

import json
from datetime import date
from xml.etree.ElementTree import fromstring

from haechi.talks.announcing import ATOM, Announcement, feed_of, notice_of
from haechi.talks.messenger import ADAPTERS, handout_of

TOLD = Announcement(
    institution_ko="한빛구청 & <감사>",
    institution_en="Hanbit",
    code="1234 5678",
    first_day=date(2026, 11, 23),
    last_day=date(2026, 11, 29),
    url="https://report.example.go.kr/hanbit/talk/",
    hours_ko="평일 9시~18시",
)


def test_the_notice_says_code_days_address_and_hours_in_both_languages():
    for language in ("ko", "en"):
        text = notice_of(TOLD, language)
        for part in ("1234 5678", "2026. 11. 23. ~ 2026. 11. 29.", TOLD.url, "평일 9시~18시"):
            assert part in text
    assert "Hanbit" in notice_of(TOLD, "en")
    assert "참여코드" in notice_of(TOLD, "ko")


def test_the_feed_is_atom_with_the_notice_as_its_content():
    feed = fromstring(feed_of([TOLD], address="https://x.go.kr/feed", language="ko"))  # noqa: S314  our own
    assert feed.tag == f"{{{ATOM}}}feed"
    for name in ("id", "title", "updated"):
        assert feed.find(f"{{{ATOM}}}{name}") is not None
        assert feed.find(f"{{{ATOM}}}entry/{{{ATOM}}}{name}") is not None
    assert feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}content") == notice_of(TOLD, "ko")
    assert feed.findtext(f"{{{ATOM}}}updated") == "2026-11-23T00:00:00+09:00"
    assert " " not in str(feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}id")), (
        "an IRI (RFC 4287, 4.2.6)"
    )


def test_the_bot_warns_first_hands_out_the_address_and_no_code():
    handout = handout_of("한빛구청" * 30, TOLD.url, "평일 9시~18시 " * 40)
    answer = json.loads(ADAPTERS["kakao"].answer(handout))
    first, second = answer["template"]["outputs"]
    assert answer["version"] == "2.0"
    assert "카카오톡" in first["simpleText"]["text"] or "메신저" in first["simpleText"]["text"]
    card = second["textCard"]
    assert len(card["title"]) + len(card["description"]) <= 400
    assert card["buttons"] == [
        {"action": "webLink", "label": "청렴톡 열기", "webLinkUrl": TOLD.url}
    ]
    assert "1234" not in json.dumps(answer)
