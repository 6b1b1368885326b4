"""The words of an official form, as an institution may change them."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from haechi.casework.form_texts import LONGEST
from haechi.documents.formspec import FormSpec, Text
from haechi.sites.staff.forms.cases.base import LongText


class FormTextsForm(forms.Form):
    """A field for each text of a form. Left empty, the standard words come back."""

    use_required_attribute = False

    def __init__(self, *args: Any, spec: FormSpec, own: dict[str, str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._keys = {f"text-{at}": text.key for at, text in enumerate(spec.texts)}
        for name, text in zip(self._keys, spec.texts, strict=True):
            words = own.get(text.key, text.on().words)
            rows = min(24, 2 + len(words) // 60 + words.count("\n"))
            self.fields[name] = LongText(
                text.name,
                rows=rows,
                required=False,
                initial=words,
                max_length=LONGEST,
                help_text=_since(text),
            )

    def texts(self) -> dict[str, str]:
        return {key: self.cleaned_data[name] for name, key in self._keys.items()}


def _since(text: Text) -> str:
    """Since when the standard words hold, and by which law."""
    newest = text.on()
    if newest.since is None:
        return _("The standard words are those of the guideline.")
    told = {"day": date_format(newest.since, "DATE_FORMAT"), "law": newest.source}
    return _("The standard words follow the law in force since %(day)s: %(law)s") % told
