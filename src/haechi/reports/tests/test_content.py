"""The sealed content: every version is read, and the length of an answer does not show (P-19, HL-3)."""

import json
import uuid

import pytest

from haechi.crypto.aead import seal_text
from haechi.crypto.types import DataKey
from haechi.reports.content import ANSWERED_STEP, UnknownContent, read_content, write_content
from haechi.reports.sealing import open_content, report_place, seal_content
from haechi.reports.types import Answer, ReportContent

KEY, REPORT = DataKey(bytes(32)), uuid.UUID(int=7)
FIRST = {"text": "글", "when": "어제", "where": "시청", "who": "과장"}


def answered(text: str) -> ReportContent:
    return ReportContent(
        "글", answers=(Answer("금액은?", "How much?", text), Answer("왜?", "Why?"))
    )


def test_what_the_first_release_sealed_is_read() -> None:
    sealed = seal_text(KEY, json.dumps(FIRST), report_place(REPORT, "content"))
    assert open_content(KEY, REPORT, sealed) == ReportContent("글", "어제", "시청", "과장")


def test_without_questions_the_first_version_is_still_written() -> None:
    assert json.loads(write_content(ReportContent("글", "어제", "시청", "과장"))) == FIRST


def test_questions_and_answers_come_back_as_they_were() -> None:
    content = answered("백만 원")
    assert open_content(KEY, REPORT, seal_content(KEY, REPORT, content)) == content


def test_a_later_version_is_told_and_not_guessed() -> None:
    with pytest.raises(UnknownContent):
        read_content(json.dumps({"version": 3, **FIRST}))


@pytest.mark.parametrize("text", ["", "예", "아니요", "가" * 200])
def test_p19_answered_or_not_short_or_longer_looks_alike(text: str) -> None:
    assert len(seal_content(KEY, REPORT, answered(text))) == len(
        seal_content(KEY, REPORT, answered("아니요, 그런 일은 없었습니다."))
    )
    assert len(write_content(answered(text)).encode()) == ANSWERED_STEP
