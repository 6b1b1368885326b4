"""The forms of Talk: settings, the board's acts, what came by an open chat elsewhere."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.text import clean_text
from haechi.custody.models import Officer
from haechi.inbox.selectors import assignable
from haechi.institutions.models import Category, Institution
from haechi.institutions.selectors import active_categories
from haechi.reports.types import OpenReport
from haechi.sites.staff.forms.report import ManyFiles, OnceForm, PageForm, TextField
from haechi.talkroom.codes import Plan
from haechi.talkroom.turning import Elsewhere
from haechi.talks.messenger import ADAPTERS
from haechi.talks.models import TalkSettings
from haechi.talks.types import Rotation, Subject

MOST_ANSWERS = 20
LONGEST_ANSWER = 500
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_MESSENGERS = {"kakao": gettext_lazy("KakaoTalk channel")}


class TalkSettingsForm(forms.Form):
    use_required_attribute = False
    is_on = forms.BooleanField(label=gettext_lazy("Offer Talk"), required=False)
    rotation = forms.ChoiceField(
        label=gettext_lazy("The participation code changes"),
        choices=Rotation.choices,
        help_text=gettext_lazy("Weeks begin on Monday. Chats already open always go on."),
    )
    hours_ko = forms.CharField(
        label=gettext_lazy("When an officer is there (Korean)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: weekdays 9:00 to 18:00. Shown to those who wait."),
    )
    hours_en = forms.CharField(
        label=gettext_lazy("When an officer is there (English)"), max_length=200, required=False
    )
    opens_at = forms.TimeField(
        label=gettext_lazy("On working days from"), required=False, widget=_TIME
    )
    closes_at = forms.TimeField(
        label=gettext_lazy("On working days until"), required=False, widget=_TIME
    )
    messenger = forms.ChoiceField(
        label=gettext_lazy("Public messenger"),
        required=False,
        help_text=gettext_lazy(
            "Its bot hands out the address and a warning, never the code. Off unless you need it."
        ),
    )

    def __init__(self, *args: Any, row: TalkSettings, **kwargs: Any) -> None:  # noqa: ANN401
        names = [name for name in self.base_fields if name != "messenger"]
        kwargs["initial"] = {name: getattr(row, name) for name in (*names, "messenger")}
        super().__init__(*args, **kwargs)
        offered = [(name, _MESSENGERS[name]) for name in ADAPTERS]
        self.fields["messenger"].choices = [("", _("None")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        opens: time | None = values.get("opens_at")
        closes: time | None = values.get("closes_at")
        if (opens is None) != (closes is None):
            self.add_error("closes_at", _("Give both times, or neither."))
        elif opens and closes and closes <= opens:
            self.add_error("closes_at", _("The end lies before the beginning."))
        return values

    def plan(self) -> Plan:
        """Call after `is_valid()`."""
        data = self.cleaned_data
        return Plan(
            is_on=data["is_on"],
            rotation=Rotation(data["rotation"]),
            hours_ko=clean_text(data["hours_ko"]),
            hours_en=clean_text(data["hours_en"]),
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            messenger=data["messenger"],
        )


class QuickAnswersForm(forms.Form):
    use_required_attribute = False
    texts = TextField(
        rows=10,
        label=gettext_lazy("Quick answers"),
        required=False,
        help_text=gettext_lazy("One a line, up to 20. Officers find them beside every chat."),
    )

    def clean_texts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["texts"].split("\n")]
        kept = [line for line in lines if line]
        if len(kept) > MOST_ANSWERS or any(len(line) > LONGEST_ANSWER for line in kept):
            raise forms.ValidationError(_("At most 20 lines of up to 500 characters."))
        return kept


class AnswerForm(OnceForm):
    """To the reporter, from the board."""

    part = "answer"
    text = TextField(
        rows=2, label=gettext_lazy("Message to the reporter"), error_messages={
            "required": gettext_lazy("Write a message."),
        },
    )  # fmt: skip
    attached = forms.FileField(
        label=gettext_lazy("Files"), required=False, widget=ManyFiles(attrs={"multiple": True})
    )

    def __init__(self, *args: Any, chat_id: object = "", **kwargs: Any) -> None:  # noqa: ANN401
        self.part = f"answer-{chat_id}"
        super().__init__(*args, **kwargs)


class HandOverForm(OnceForm):
    """To a colleague, with a note that only officers read."""

    officer = forms.ModelChoiceField(
        label=gettext_lazy("Hand over to"), queryset=Officer.objects.none()
    )
    note = TextField(rows=2, label=gettext_lazy("Internal note"), required=False)

    def __init__(self, *args: Any, opened: OpenReport, **kwargs: Any) -> None:  # noqa: ANN401
        self.part = f"hand-{opened.report.pk}"
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = assignable(opened)  # type: ignore[attr-defined]


class CloseForm(PageForm):
    """The summary, for the office."""

    summary = TextField(
        rows=3,
        label=gettext_lazy("Summary"),
        required=False,
        help_text=gettext_lazy("For the office: the reporter does not see it."),
    )

    def __init__(self, *args: Any, chat_id: object = "", **kwargs: Any) -> None:  # noqa: ANN401
        self.part = f"close-{chat_id}"
        super().__init__(*args, **kwargs)


class CategoryForm(PageForm):
    """Of the report that the chat becomes."""

    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=Category.objects.none()
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        institution: Institution,
        chat_id: object = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self.part = f"report-{chat_id}"
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = active_categories(institution)  # type: ignore[attr-defined]


class ElsewhereForm(forms.Form):
    """What came by an open chat elsewhere; `token`: drawn by the page, so that it becomes one report."""

    use_required_attribute = False
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    source = forms.CharField(
        label=gettext_lazy("Where it came in"),
        max_length=100,
        help_text=gettext_lazy("For example: KakaoTalk 1:1 open chat. No nickname of the person."),
    )
    subject = forms.ChoiceField(label=gettext_lazy("Subject of the chat"), choices=Subject.choices)
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=Category.objects.none()
    )
    text = TextField(rows=8, label=gettext_lazy("What was written"))
    when = forms.CharField(label=gettext_lazy("When"), max_length=200, required=False)
    where = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    who = forms.CharField(label=gettext_lazy("Who"), max_length=200, required=False)
    attached = forms.FileField(
        label=gettext_lazy("Files"), required=False, widget=ManyFiles(attrs={"multiple": True})
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = active_categories(institution)  # type: ignore[attr-defined]

    def entry(self) -> Elsewhere:
        """Call after `is_valid()`."""
        data = self.cleaned_data
        words = {name: clean_text(data[name]) for name in ("source", "when", "where", "who")}
        return Elsewhere(
            category=data["category"], subject=Subject(data["subject"]), text=data["text"], **words
        )
