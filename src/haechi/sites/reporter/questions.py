"""The questions of a category on the form: fields, what an answer may be, how it is kept (HL-3).

All categories' questions are in the page, each group below its category; style alone hides those of the
others, so that the form needs no script and changing one's mind loses nothing.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.institutions.models import Question
from haechi.institutions.types import QuestionKind
from haechi.reports.types import Answer
from haechi.sites.common.fields import Choice

SHORT: Final = 1000  # characters of when, where and who, and of a short answer
LONG: Final = 5000  # of a long answer
_YES, _NO = "yes", "no"
_YES_NO: Final = {_YES: ("예", "Yes"), _NO: ("아니요", "No"), "": ("", "")}
_NAME: Final = re.compile(r"answer-\d{1,18}")
_DAY: Final = re.compile(
    r"(\d{4})\s*(?:년|[-./])\s*(\d{1,2})(?:\s*(?:월|[-./])\s*(?:(\d{1,2})\s*(?:일|\.)?)?)?"
)

# "Enhanced" spell checkers of browsers send what is typed to their makers.
QUIET: Final = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}


@dataclass(frozen=True)
class Branch:
    """A category's radio button, and its questions as fields of the form."""

    choice: Choice
    fields: list[BoundField]


def too_long(value: str, limit: int) -> None:
    """Raises ValidationError with both numbers, so that the reporter knows how much to take out."""
    if len(value) > limit:
        text = _("The text has %(length)s characters; at most %(limit)s are possible.")
        raise forms.ValidationError(text, params={"length": len(value), "limit": limit})


class AnswerField(forms.CharField):
    """Takes anything; whether it may be so depends on the chosen category (`ReportForm.clean`)."""

    def validate(self, value: str) -> None:
        """Nothing here: a required question of another category must not stop a report."""


def answer_name(question: Question) -> str:
    return f"answer-{question.pk}"


def is_answer(name: str) -> bool:
    """True for the name of an answer's field."""
    return _NAME.fullmatch(name) is not None


def answer_field(question: Question) -> AnswerField:
    return AnswerField(
        label=question.label,
        help_text=_hint(question),
        required=question.required,
        widget=_widget(question),
    )


def _hint(question: Question) -> str:
    if question.kind != QuestionKind.DATE:
        return question.help
    example = _("For example 2026-03-03, or 2026-03 if you do not know the day.")
    return f"{question.help} {example}" if question.help else example


def _widget(question: Question) -> forms.Widget:
    kind = QuestionKind(question.kind)
    if kind is QuestionKind.LONG:
        return forms.Textarea(attrs={**QUIET, "rows": 5})
    if kind is QuestionKind.YES_NO:
        return _radios(question, [(_YES, _("Yes")), (_NO, _("No"))])
    if kind is QuestionKind.CHOICE:
        english = get_language() == "en"
        return _radios(question, [(ko, en if english else ko) for ko, en in question.options])
    return forms.TextInput(attrs=QUIET)


def _radios(question: Question, choices: list[tuple[str, str]]) -> forms.RadioSelect:
    # A radio button that was pressed cannot be released: whoever may leave it open gets a way back.
    rest = [] if question.required else [("", _("No answer"))]
    return forms.RadioSelect(choices=[*choices, *rest])


def read_answer(question: Question, typed: str) -> str:
    """The answer as it is kept; "" for none.

    Raises:
        ValidationError: it is missing, too long or no such answer.
    """
    kind = QuestionKind(question.kind)
    if not typed:
        if question.required:
            raise forms.ValidationError(_("Please answer this question."))
        return ""
    if kind is QuestionKind.DATE:
        return _day(typed)
    offered = {ko for ko, _en in question.options} if kind is QuestionKind.CHOICE else {_YES, _NO}
    if kind in {QuestionKind.CHOICE, QuestionKind.YES_NO} and typed not in offered:
        raise forms.ValidationError(_("This answer is not offered any more. Choose another."))
    too_long(typed, min(LONG if kind is QuestionKind.LONG else SHORT, settings.MAX_TEXT_CHARS))
    return typed


def _day(typed: str) -> str:
    """`2026-03-03` or `2026-03`, as it was typed in any of the usual ways."""
    found = _DAY.fullmatch(typed.strip())
    try:
        if found:
            year, month, day = found.groups()
            whole = date(int(year), int(month), int(day or 1)).isoformat()
            return whole if day else whole[:7]
    except ValueError:
        pass
    raise forms.ValidationError(
        _("Please write the day like 2026-03-03, or the month like 2026-03.")
    )


def written(question: Question, answer: str) -> Answer:
    """Question and answer in the words they have today, whatever becomes of the question."""
    asked = (question.label_ko, question.label_en)
    if question.kind == QuestionKind.YES_NO:
        return Answer(*asked, *_YES_NO[answer])
    if question.kind == QuestionKind.CHOICE:
        return Answer(*asked, answer, dict(question.options).get(answer, ""))
    return Answer(*asked, answer)
