"""The site's forms. Data comes cleaned (`clean_post`); what a form refuses is shown again as it was."""

from functools import cached_property
from itertools import chain
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.text import clean_text
from haechi.crypto.credentials import (
    PHRASE_MAX_LENGTH,
    PHRASE_MIN_LENGTH,
    WeakPassword,
    accept_new_password,
)
from haechi.custody.models import Officer
from haechi.custody.selectors import excludable, intake_members
from haechi.institutions.models import Institution, Question
from haechi.institutions.selectors import active_categories, questions_by_category
from haechi.reports.types import ReportContent
from haechi.sites.common import fields
from haechi.sites.reporter.questions import (
    QUIET,
    SHORT,
    Branch,
    answer_field,
    answer_name,
    read_answer,
    too_long,
    written,
)

FORM_TYPES = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


def clean_post(request: HttpRequest) -> QueryDict:
    """The posted fields without control characters, lone surrogates and overrides."""
    clean = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        clean.setlist(name, [clean_text(value) for value in values])
    return clean


class PlainForm(forms.Form):
    """No browser bubbles in the browser's language: our own messages."""

    use_required_attribute = False


class ReportForm(PlainForm):
    """What happened. `institution` gives categories and, if it offers that, officers to exclude."""

    category = forms.ChoiceField(
        label=gettext_lazy("Subject"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose what it is about."),
            "invalid_choice": gettext_lazy("This field is not offered any more. Choose another."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What happened"),
        widget=forms.Textarea(attrs={**QUIET, "rows": 10}),
        error_messages={"required": gettext_lazy("Please write what happened.")},
    )
    when = forms.CharField(
        label=gettext_lazy("When"), required=False, widget=forms.TextInput(attrs=QUIET)
    )
    where = forms.CharField(
        label=gettext_lazy("Where"), required=False, widget=forms.TextInput(attrs=QUIET)
    )
    who = forms.CharField(
        label=gettext_lazy("Who"), required=False, widget=forms.TextInput(attrs=QUIET)
    )
    excluded = forms.MultipleChoiceField(
        label=gettext_lazy("This officer must not see it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.institution = institution
        self.categories = {row.code: row for row in active_categories(institution)}
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (code, row.name) for code, row in self.categories.items()
        ]
        self.questions = questions_by_category(institution)
        for question in chain.from_iterable(self.questions.values()):
            self.fields[answer_name(question)] = answer_field(question)
        # Asked for when they are shown or chosen: most answers do neither.
        self.fields["excluded"].choices = self._excluded_choices  # type: ignore[attr-defined]

    def _excluded_choices(self) -> list[tuple[str, str]]:
        return [(str(officer.pk), str(officer)) for officer in self._excludable()]

    @cached_property
    def officers(self) -> list[Officer]:
        return list(intake_members(self.institution))

    @property
    def branches(self) -> list[Branch]:
        """The categories as radio buttons, each with the questions that are asked once it is chosen."""
        hints = {code: row.help for code, row in self.categories.items()}
        buttons = fields.choices(self["category"], hints) or []
        return [
            Branch(button, [self[answer_name(each)] for each in self.questions.get(row.pk, [])])
            for button, row in zip(buttons, self.categories.values(), strict=True)
        ]

    def _asked(self) -> list[Question]:
        """The questions of the chosen category."""
        category = self.categories.get(self.cleaned_data.get("category", ""))
        return self.questions.get(category.pk, []) if category else []

    def clean(self) -> dict[str, Any]:
        """What was typed under a category that was not chosen is neither checked nor sent."""
        data = super().clean() or self.cleaned_data
        for question in self._asked():
            name = answer_name(question)
            try:
                data[name] = read_answer(question, data.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data

    def _excludable(self) -> list[Officer]:
        """Those at the desk, the suspended, and those chosen before who have left it since: they may
        come back."""
        if not self.institution.offers_exclusion:
            return []
        chosen = self.data.getlist("excluded") if isinstance(self.data, QueryDict) else []
        offered = list(excludable(self.institution))
        known = {officer.pk for officer in offered}
        gone = {int(pk) for pk in chosen if pk.isascii() and pk.isdigit() and len(pk) < 10} - known
        if not gone:
            return offered
        return [*offered, *self.institution.officers.filter(pk__in=gone)]

    def clean_text(self) -> str:
        too_long(self.cleaned_data["text"], settings.MAX_TEXT_CHARS)
        return str(self.cleaned_data["text"])

    def _short(self, name: str) -> str:
        too_long(self.cleaned_data[name], SHORT)
        return str(self.cleaned_data[name])

    def clean_when(self) -> str:
        return self._short("when")

    def clean_where(self) -> str:
        return self._short("where")

    def clean_who(self) -> str:
        return self._short("who")

    def clean_excluded(self) -> list[Officer]:
        """The officers themselves."""
        chosen = set(self.cleaned_data["excluded"])
        if not chosen:
            return []
        excluded = [officer for officer in self._excludable() if str(officer.pk) in chosen]
        if excluded and {officer.pk for officer in self.officers} <= {o.pk for o in excluded}:
            raise forms.ValidationError(nobody_left())
        return excluded

    def content(self) -> ReportContent:
        data = self.cleaned_data
        return ReportContent(
            text=data["text"],
            when=data["when"],
            where=data["where"],
            who=data["who"],
            answers=tuple(written(each, data[answer_name(each)]) for each in self._asked()),
        )


def nobody_left() -> str:
    return _("Nobody would be left to read the report. Please leave at least one officer.")


class PasswordForm(PlainForm):
    """Which password guards the report."""

    DRAWN, OWN, PHRASE = "drawn", "own", "phrase"
    kind = forms.ChoiceField(
        label=gettext_lazy("Password"),
        initial=DRAWN,
        widget=forms.RadioSelect,
        choices=[
            (DRAWN, gettext_lazy("Draw four digits for me")),
            (OWN, gettext_lazy("I choose it myself")),
            (PHRASE, gettext_lazy("Draw a pass phrase of four words for me")),
        ],
        error_messages={"required": gettext_lazy("Please choose a kind of password.")},
    )
    own_password = forms.CharField(
        label=gettext_lazy("Password of your own"),
        required=False,
        widget=forms.TextInput(attrs=QUIET),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == self.OWN:
            self._check_own(data.get("own_password", ""))
        return data

    def _check_own(self, typed: str) -> None:
        try:
            accept_new_password(typed)
        except WeakPassword:
            text = _(
                "Four digits that nobody tries first (no 1234, no dates, no years), or a phrase of"
                " %(least)s to %(most)s characters."
            )
            self.add_error(
                "own_password", text % {"least": PHRASE_MIN_LENGTH, "most": PHRASE_MAX_LENGTH}
            )

    @property
    def own(self) -> str | None:
        """The password the reporter typed, None for a drawn one."""
        data = self.cleaned_data
        return data["own_password"] if data["kind"] == self.OWN else None

    @property
    def draws_phrase(self) -> bool:
        return bool(self.cleaned_data["kind"] == self.PHRASE)


class SignInForm(PlainForm):
    key = forms.CharField(
        label=gettext_lazy("Report key"),
        widget=forms.TextInput(attrs={**QUIET, "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Please type the report key.")},
    )
    # Not type=password: browsers would offer to keep it, and it would stay on the office PC.
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.TextInput(attrs={**QUIET, "class": "masked"}),
        error_messages={"required": gettext_lazy("Please type the password.")},
    )


class MessageForm(PlainForm):
    """A message of the reporter; may be empty where files go with it (`has_files`)."""

    text = forms.CharField(
        label=gettext_lazy("Write to the officer"),
        required=False,
        widget=forms.Textarea(attrs={**QUIET, "rows": 5}),
    )

    def __init__(self, *args: Any, has_files: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.has_files = has_files

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text and not self.has_files:
            raise forms.ValidationError(_("Please write something, or add a file."))
        too_long(text, settings.MAX_TEXT_CHARS)
        return text
