"""Which official forms to print, and whether names are filled in."""

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _


class BinderForm(django_forms.Form):
    """POST form: the whole record leaves the system, with the reason (제17조, PI-9)."""

    use_required_attribute = False
    reason = django_forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )


class PrintForm(django_forms.Form):
    """`offered`: numbers and titles."""

    use_required_attribute = False
    forms = django_forms.TypedMultipleChoiceField(
        label=_("Forms"), coerce=int, widget=django_forms.CheckboxSelectMultiple()
    )
    kind = django_forms.ChoiceField(
        label=_("Format"), choices=[("pdf", "PDF"), ("hwpx", _("HWPX (Hangul, editable)"))]
    )
    keep = django_forms.BooleanField(
        label=_("Keep a copy of what is handed out in the record"),
        required=False,
        initial=True,
        help_text=_("Forms 3, 7 and 11, without names. All others are in the record already."),
    )
    with_names = django_forms.BooleanField(
        label=_("Fill in names and numbers"),
        required=False,
        help_text=_("Only the 공익신고책임관's desk can. Each identity opened is recorded."),
    )
    reason = django_forms.CharField(
        label=_("Reason for opening the identities"), required=False, max_length=200
    )

    def __init__(self, *args: Any, offered: Iterable[tuple[int, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["forms"].choices = list(offered)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("with_names") and not values.get("reason"):
            self.add_error("reason", _("Write why the identities are opened."))
        return values
