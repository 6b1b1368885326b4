"""What the forms of cases share: fields, and a form whose values are a service's parameters."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _

from haechi.cases.types import MAX_TEXT, OpenCase
from haechi.common.text import clean_text
from haechi.staff.types import OfficerAtWork

Text = Any  # words, or lazy ones: those have no type


class LongText(forms.CharField):
    """A text of a case, cleaned; told when it is too long, never cut."""

    def __init__(self, label: Text, *, rows: int = 5, **options: Any) -> None:  # noqa: ANN401
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(label=label, widget=widget, strip=False, **options)

    def clean(self, value: Any) -> str:  # noqa: ANN401
        text = clean_text(str(value or ""))
        if len(text) > MAX_TEXT:
            raise ValidationError(
                _("The text is too long: at most %(limit)s characters."),
                params={"limit": f"{MAX_TEXT:,}"},
            )
        return str(super().clean(text))


def line(label: Text, *, required: bool = True, longest: int = 200, **options: Any) -> forms.Field:  # noqa: ANN401
    """One line of words."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=widget, **options
    )


def day(label: Text, *, required: bool = False, **options: Any) -> forms.DateField:  # noqa: ANN401
    """A day; left empty it is today, where the service says so."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, **options)


def choice(
    label: Text,
    kind: type[Choices],
    *,
    only: Iterable[Any] | None = None,
    radio: bool = False,
    **options: Any,  # noqa: ANN401
) -> forms.Field:
    """One of `kind` (or `only` some of it), as the choice itself; an empty value is left out."""
    offered = [(each.value, each.label) for each in (only or kind) if each.value != ""]
    widget = forms.RadioSelect() if radio else forms.Select()
    if not radio:
        offered = [("", _("Choose")), *offered]
    return forms.TypedChoiceField(
        label=label, choices=offered, coerce=kind, empty_value=None, widget=widget, **options
    )


def several(label: Text, kind: type[Choices], **options: Any) -> forms.Field:  # noqa: ANN401
    """Any number of `kind`."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=[(each.value, each.label) for each in kind],
        coerce=kind,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        **options,
    )


def yes_no(label: Text, yes: Text, no: Text, **options: Any) -> forms.Field:  # noqa: ANN401
    """Yes or no, and nothing chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect(),
        **options,
    )


class CaseForm(forms.Form):
    """A form about one case; `values()` are the service's parameters. `fixed`: what the page knows."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        opened: OpenCase,
        actor: OfficerAtWork,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.opened, self.actor = opened, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the case."""

    def values(self) -> dict[str, Any]:
        """Call after `is_valid`."""
        return dict(self.cleaned_data)

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices of a select, with an empty one where it is not required."""
        field = self.fields[name]
        empty = [] if field.required else [("", str(_("None")))]
        field.choices = [*empty, *choices]  # type: ignore[attr-defined]

    def pick(self, name: str, rows: Any, words: Callable[[Any], str]) -> None:  # noqa: ANN401
        """Offer rows by their key; where there are several, none is chosen beforehand."""
        choices = [(str(row.pk), words(row)) for row in rows]
        if len(choices) > 1 and self.fields[name].required:
            choices = [("", str(_("Choose"))), *choices]
        self.offer(name, choices)


def chosen(label: Text, **options: Any) -> forms.ChoiceField:  # noqa: ANN401
    """A select that `prepare` fills."""
    return forms.ChoiceField(label=label, **options)
