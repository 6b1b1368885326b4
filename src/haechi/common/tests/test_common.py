"""Logs without content, text without traps, settings without surprises (HL-5)."""

import io
import logging
import logging.config
import unicodedata
from datetime import UTC, date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from time_machine import travel

from haechi.common.clock import now, today
from haechi.common.environment import Environment, SettingError
from haechi.common.logs import PlaceOnly, reporter_logging, staff_logging
from haechi.common.text import clean_text

CONTENT = "시장님이 돈을 받았습니다"


def record(**extra) -> logging.LogRecord:
    entry = logging.makeLogRecord(
        {"name": "django.request", "levelname": "ERROR", "msg": "%s: /r/%s", "args": (CONTENT, "x")}
    )
    entry.__dict__.update(extra)
    return entry


def failure():
    try:
        raise ValueError(CONTENT)
    except ValueError as error:
        try:
            raise KeyError(CONTENT) from error
        except KeyError as other:
            return type(other), other, other.__traceback__


# The reporter zone's log


def test_a_log_line_tells_the_place_in_the_code_and_no_word_of_the_message():
    line = PlaceOnly().format(record(module="views", lineno=7))
    assert line == "ERROR django.request views:7"


def test_an_exceptions_message_and_its_cause_never_reach_the_log():
    line = PlaceOnly().format(record(exc_info=failure()))
    assert CONTENT not in line
    assert line.startswith("ERROR django.request KeyError at failure:")
    assert "\n" not in line


def test_a_text_already_rendered_by_another_formatter_is_not_repeated():
    assert CONTENT not in PlaceOnly().format(record(exc_info=failure(), exc_text=CONTENT))
    assert CONTENT not in PlaceOnly().format(record(stack_info=CONTENT, module="m", lineno=1))


@pytest.mark.parametrize(
    "logger",
    ["django.request", "django.security.DisallowedHost", "uvicorn.error", "asyncio", "x.y"],
)
def test_whatever_logs_in_the_reporter_zone_says_nothing_of_the_request(logger):
    config, stream = reporter_logging(), io.StringIO()
    config["handlers"]["stderr"]["stream"] = stream
    saved = logging.root.handlers[:]
    try:
        logging.config.dictConfig(config)
        logging.getLogger(logger).error("%s from 203.0.113.9", CONTENT, exc_info=failure())
        logging.getLogger(logger).warning("%s from 203.0.113.9", CONTENT)
        logging.getLogger(logger).info("%s from 203.0.113.9", CONTENT)
    finally:
        logging.root.handlers = saved
        logging.config.dictConfig(staff_logging() | {"root": {"handlers": []}})
    assert CONTENT not in stream.getvalue()
    assert "203.0.113.9" not in stream.getvalue()
    assert not any(sign in stream.getvalue() for sign in ("/r/", "2026", ":00 "))


# What strangers type


@given(st.text())
@example("\ud800\udfff\x00\x07")
@example("a\u0308")
@example("\r\n\r")
@example("  \u202e\n ")
def test_cleaned_text_can_always_be_stored_and_is_clean_already(typed):
    once = clean_text(typed)
    once.encode()
    assert clean_text(once) == once
    assert not any(
        unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in once
    )


def test_nothing_can_make_a_text_read_backwards():
    for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        assert clean_text(f"가{sign}나") == "가나"


def test_line_ends_become_one_kind_and_hangul_is_composed():
    assert clean_text("한\r\n글\r끝") == "한\n글\n끝"
    assert clean_text(unicodedata.normalize("NFD", "한글")) == "한글"


def test_joiners_of_emoji_and_old_hangul_stay():
    assert clean_text("👩\u200d👧") == "👩\u200d👧"


# Clock


def test_the_day_is_the_one_in_korea():
    with travel("2026-03-01 15:30:00+00:00", tick=False):
        assert today() == date(2026, 3, 2)
        assert now().tzinfo is UTC


# Settings


def test_a_setting_that_is_empty_counts_as_not_set():
    env = Environment({"A": "  ", "N": " 7 "})
    assert env.text("A", "default") == "default"
    assert env.number("N", 1) == 7
    with pytest.raises(SettingError, match="A is not set"):
        env.text("A")


def test_a_malformed_setting_is_named_and_never_repeated_not_even_in_the_cause():
    env = Environment({"HAECHI_X": "hunter2"})
    for read in (lambda: env.number("HAECHI_X", 1), lambda: env.flag("HAECHI_X")):
        with pytest.raises(SettingError, match="HAECHI_X") as caught:
            read()
        assert "hunter2" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", True), ("On", True), ("no", False), ("", False), ("FALSE", False)]
)
def test_flags_are_read_as_people_write_them(typed, meant):
    assert Environment({"F": typed}).flag("F") is meant


def test_words_are_split_at_commas_and_trimmed():
    assert Environment({"W": " a, b ,,"}).words("W") == ["a", "b"]
