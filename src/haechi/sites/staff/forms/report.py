"""The forms of a report's page. Texts lose control characters; what was typed is never lost."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.common.text import clean_text
from haechi.custody.models import Officer
from haechi.inbox.selectors import assignable
from haechi.reports.states import ALLOWED, ReportState
from haechi.reports.types import OpenReport
from haechi.sites.staff.forms.inbox import read_number


class TextField(forms.CharField):
    """A long text, cleaned as the reporter's are."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:  # noqa: ANN401
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(widget=widget, strip=False, **kwargs)

    def clean(self, value: Any) -> str:  # noqa: ANN401
        text = clean_text(str(value or ""))
        if len(text) > settings.MAX_TEXT_CHARS:
            raise ValidationError(
                _("The text is too long: at most %(limit)s characters."),
                params={"limit": f"{settings.MAX_TEXT_CHARS:,}"},
            )
        return str(super().clean(text))


class ManyFiles(forms.ClearableFileInput):
    """`<input type="file" multiple>`."""

    allow_multiple_selected = True


class PageForm(forms.Form):
    """One of several forms of a page: `part` keeps the ids of their fields apart."""

    use_required_attribute = False
    part = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs["auto_id"] = f"{self.part}_%s"
        super().__init__(*args, **kwargs)


class OnceForm(PageForm):
    """`uid` is drawn by the page, so that what it sends twice arrives once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("initial", {"uid": uuid.uuid4()})
        super().__init__(*args, **kwargs)


class MessageForm(OnceForm):
    """To the reporter."""

    part = "message"
    text = TextField(
        rows=5,
        label=_("Message to the reporter"),
        help_text=_("The reporter sees “officer in charge”, never your name."),
    )
    attached = forms.FileField(
        label=_("Attachments"), required=False, widget=ManyFiles(attrs={"multiple": True})
    )


class NoteForm(OnceForm):
    """Among officers."""

    part = "note"
    text = TextField(
        rows=4, label=_("New note"), help_text=_("Only officers who may open this report read it.")
    )


class HoldForm(PageForm):
    """Why a report must not be destroyed for now."""

    part = "hold"
    text = TextField(
        rows=2,
        label=_("Why it must be kept"),
        help_text=_("Such as an inquiry of the prosecution. It is sealed like the report."),
    )


class ResultForm(PageForm):
    """What the reporter will read as the result."""

    part = "result"
    text = TextField(
        rows=6,
        label=_("Result for the reporter"),
        help_text=_("Write no names of persons. The reporter reads it at once."),
    )


class StateForm(PageForm):
    """`seen` is the status that the page showed: the step is taken from there or not at all."""

    part = "state"
    seen = forms.ChoiceField(choices=ReportState.choices, widget=forms.HiddenInput)
    new = forms.ChoiceField(label=_("New status"), choices=ReportState.choices)

    def __init__(self, *args: Any, state: ReportState, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("initial", {"seen": state.value})
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["new"].choices = [  # type: ignore[attr-defined]
                choice for choice in ReportState.choices if choice[0] in ALLOWED[state]
            ]


class AssignForm(PageForm):
    """Officers who are able to open the report."""

    part = "assign"
    officer = forms.ModelChoiceField(
        label=_("Officer in charge"),
        required=False,
        queryset=Officer.objects.none(),
        empty_label=_("Nobody yet"),
    )

    def __init__(self, *args: Any, opened: OpenReport, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("initial", {"officer": opened.report.assignee_id})
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = assignable(opened)  # type: ignore[attr-defined]


class MergeForm(PageForm):
    """The number of the report that this one repeats."""

    part = "merge"
    number = forms.CharField(
        label=_("Number of the other report"),
        max_length=20,
        help_text=_("Like 2026-000012. This report then follows its status and result."),
    )

    def clean_number(self) -> int:
        return read_number(self.cleaned_data["number"])
