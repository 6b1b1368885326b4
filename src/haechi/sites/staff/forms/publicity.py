"""What the printed pieces say, and the logo they show."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.text import clean_text
from haechi.publicity.types import FIELDS, Language, Texts
from haechi.publicity.wording import DEFAULTS

_ROWS = {"headline": 3, "lead": 2, "points": 6, "short": 2, "contact": 1}
_LABELS = {
    "headline": gettext_lazy("Headline"),
    "lead": gettext_lazy("Line below the headline"),
    "points": gettext_lazy("What people should know"),
    "short": gettext_lazy("Short line"),
    "contact": gettext_lazy("Whom to ask"),
}
_HINTS = {
    "headline": gettext_lazy("Poster. A new line begins a new line there."),
    "lead": gettext_lazy("Poster."),
    "points": gettext_lazy("Poster, one point a line."),
    "short": gettext_lazy("Stickers, name card and intranet banner."),
    "contact": gettext_lazy("Poster, at the foot: office and telephone, for instance."),
}


class TextsForm(forms.Form):
    """Texts in one language; what is the default or empty is stored as empty."""

    use_required_attribute = False

    def __init__(self, *args: object, language: Language, own: Texts, **kwargs: object) -> None:
        shown = own.or_default(DEFAULTS[language])
        initial = {name: getattr(shown, name) for name in FIELDS}
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[arg-type, misc]
        self._default = DEFAULTS[language]
        for name in FIELDS:
            self.fields[name] = forms.CharField(
                label=_LABELS[name],
                help_text=_HINTS[name],
                required=False,
                max_length=800 if name == "points" else 200,
                widget=forms.Textarea(attrs={"rows": _ROWS[name], "lang": language.value}),
            )

    def texts(self) -> Texts:
        """Call after `is_valid()`."""
        values = {name: _lines(self.cleaned_data[name]) for name in FIELDS}
        own = {
            name: "" if value == getattr(self._default, name) else value
            for name, value in values.items()
        }
        return Texts(**own)


def _lines(text: str) -> str:
    """Trimmed lines without empty ones."""
    lines = (" ".join(line.split()) for line in clean_text(text).splitlines())
    return "\n".join(line for line in lines if line)


class LogoForm(forms.Form):
    """An uploaded logo; the file is in the request's spool."""

    use_required_attribute = False
    logo = forms.FileField(
        label=gettext_lazy("Logo file"),
        help_text=gettext_lazy("PNG, JPEG or SVG up to 10 MB. It is redrawn as a plain picture."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def refuse(self, words: str) -> None:
        self.add_error("logo", words or _("This file cannot be used as a logo."))
