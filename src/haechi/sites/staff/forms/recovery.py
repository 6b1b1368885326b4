"""Forms of the recovery sheets: who holds them, and a sheet's words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from haechi.common.text import clean_text
from haechi.crypto.errors import Misread
from haechi.crypto.shares import WORDS, ReadShare, read_share

SHEETS = 3


class HoldersForm(forms.Form):
    """Three people; each holds one sheet."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for number in range(1, SHEETS + 1):
            self.fields[f"holder_{number}"] = forms.CharField(
                label=_("Holder of sheet %(number)s") % {"number": number},
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, str]:
        values: dict[str, str] = super().clean() or {}
        names = [clean_text(name).strip().casefold() for name in values.values()]
        if len(names) == SHEETS and len(set(names)) < SHEETS:
            raise ValidationError(_("Name three different people: two sheets open everything."))
        return values

    def holders(self) -> list[str]:
        return [
            clean_text(self.cleaned_data[f"holder_{number}"]).strip()
            for number in range(1, SHEETS + 1)
        ]


class ShareForm(forms.Form):
    """The words of one sheet, typed, pasted or scanned. A wrong one is placed and never repeated."""

    use_required_attribute = False
    words = forms.CharField(
        label=gettext_lazy("The 33 words of the sheet"),
        max_length=1000,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "autocomplete": "off",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",  # browsers may send what they check to their maker
            }
        ),
    )
    first = forms.CharField(required=False, widget=forms.HiddenInput)
    read: ReadShare | None = None

    def clean_words(self) -> str:
        try:
            self.read = read_share(self.cleaned_data["words"])
        except Misread as error:
            raise ValidationError(_what_is_wrong(error)) from None
        return self.read.words


def _what_is_wrong(error: Misread) -> str:
    if error.unknown:
        places = ", ".join(str(place) for place in error.unknown[:8])
        return _("These words stand on no sheet, please check them: no. %(places)s.") % {
            "places": places
        }
    if error.count != WORDS:
        words = ngettext(
            "A sheet has 33 words; this is {n}.",
            "A sheet has 33 words; these are {n}.",
            error.count,
        )
        return words.format(n=error.count)
    if error.place:
        return _("The check value does not fit. Please look at word no. %(place)s again.") % {
            "place": error.place
        }
    return _(
        "The check value does not fit: several words are wrong, or stand in another order. Please read the"
        " sheet again column by column."
    )
