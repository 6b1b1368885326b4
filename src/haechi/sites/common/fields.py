"""A `BoundField` laid out for `parts/field.html`: ids tied by aria-describedby, choice hints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

GROUP_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
UNSTYLED_WIDGETS = (*GROUP_WIDGETS, forms.CheckboxInput)


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or check box: control, id for the label, and a line below the label."""

    tag: SafeString
    id: str
    label: str
    hint: str


def described_by(bound: BoundField, hint: str) -> str:
    """Ids of hint and error, in reading order; Django's own names, so that its widgets agree."""
    ids = []
    if hint:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def control(bound: BoundField, hint: str, look: str) -> SafeString:
    """The widget with our class (`look`: short, code) and its description."""
    attrs: dict[str, Any] = {}
    if ids := described_by(bound, hint):
        attrs["aria-describedby"] = ids
    if not isinstance(bound.field.widget, UNSTYLED_WIDGETS):
        own = bound.field.widget.attrs.get("class", "")
        looks = [f"input--{word}" for word in look.split()]
        attrs["class"] = " ".join(filter(None, ["input", *looks, own]))
    return bound.as_widget(attrs=attrs)


def choices(bound: BoundField, hints: Mapping[Any, str]) -> list[Choice] | None:
    """The choices of a radio or check box group, None for any other widget.

    `hints` maps a choice's value, as it stands in the form, to the line shown below its label.
    """
    if not isinstance(bound.field.widget, GROUP_WIDGETS):
        return None
    by_value = {str(value): hint for value, hint in hints.items()}
    rows = []
    for sub in bound.subwidgets:
        identifier = sub.data["attrs"].get("id", "")
        hint = by_value.get(str(sub.data["value"]), "")
        # The group has the error; one radio button is not invalid and may not say so.
        sub.data["attrs"].pop("aria-invalid", None)
        if hint:
            sub.data["attrs"]["aria-describedby"] = f"{identifier}_hint"
        rows.append(Choice(sub.tag(), identifier, sub.choice_label, hint))
    return rows


def target(bound: BoundField) -> str:
    """The id an error link goes to: the group for choices, the control otherwise."""
    if isinstance(bound.field.widget, GROUP_WIDGETS):
        return bound.auto_id
    return bound.id_for_label or bound.auto_id
