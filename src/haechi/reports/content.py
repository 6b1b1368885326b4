"""How a report's content is written before it is sealed, and read back.

Version 1 has four fields and no number; it is still written where no question of a category was asked.
Version 2 adds `answers`, every question that was asked with the words it was asked with, answered or not.
"""

import json

from haechi.reports.types import Answer, ReportContent

ANSWERED_STEP = 1024
"""Bytes. A content with answers is filled up to a multiple of it: which of two answers was given, or
whether one was, must not show in the length (P-19). The questions themselves are public."""


class UnknownContent(ValueError):
    """Written by a later release than this one."""


def write_content(content: ReportContent) -> str:
    """JSON of the lowest version that holds it."""
    plain = {
        "text": content.text,
        "when": content.when,
        "where": content.where,
        "who": content.who,
    }
    if not content.answers:
        return json.dumps(plain, ensure_ascii=False)
    answers = [[each.ko, each.en, each.text, each.text_en] for each in content.answers]
    text = json.dumps({"version": 2, **plain, "answers": answers}, ensure_ascii=False)
    return text + " " * (-len(text.encode()) % ANSWERED_STEP)


def read_content(text: str) -> ReportContent:
    """Raises UnknownContent."""
    read = json.loads(text)
    version = read.pop("version", 1)
    if version > 2:
        raise UnknownContent(version)
    answers = tuple(Answer(*each) for each in read.pop("answers", ()))
    return ReportContent(**read, answers=answers)
