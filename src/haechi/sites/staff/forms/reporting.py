"""What reporters see of an institution: questions, texts, other channels."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.text import clean_text
from haechi.institutions.models import ContactChannel, Question
from haechi.institutions.types import QuestionKind, TextKind
from haechi.institutions.wording import DEFAULTS, LIMIT

MOST_OPTIONS = 12


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A question in both languages; answers to choose from are written one a line."""

    use_required_attribute = False

    class Meta:
        model = Question
        fields = (
            "label_ko",
            "label_en",
            "help_ko",
            "help_en",
            "kind",
            "options_ko",
            "options_en",
            "required",
        )
        labels = {
            "label_ko": gettext_lazy("Question in Korean"),
            "label_en": gettext_lazy("Question in English"),
            "help_ko": gettext_lazy("Explanation in Korean"),
            "help_en": gettext_lazy("Explanation in English"),
            "kind": gettext_lazy("How it is answered"),
            "options_ko": gettext_lazy("Answers in Korean"),
            "options_en": gettext_lazy("Answers in English"),
            "required": gettext_lazy("Must be answered"),
        }
        help_texts = {
            "options_ko": gettext_lazy("Only for one of several answers: one answer a line."),
            "options_en": gettext_lazy("The same answers in the same order."),
            "required": gettext_lazy(
                "A question that must be answered keeps some people from reporting. Use it sparingly."
            ),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "options_ko": forms.Textarea(attrs={"rows": 5, "lang": "ko"}),
            "options_en": forms.Textarea(attrs={"rows": 5, "lang": "en"}),
        }

    def clean_options_ko(self) -> str:
        return _lines(self.cleaned_data["options_ko"])

    def clean_options_en(self) -> str:
        return _lines(self.cleaned_data["options_en"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") != QuestionKind.CHOICE:
            values["options_ko"] = values["options_en"] = ""
            return values
        korean = values.get("options_ko", "").splitlines()
        english = values.get("options_en", "").splitlines()
        if not 2 <= len(korean) <= MOST_OPTIONS or len(set(korean)) < len(korean):
            text = _("Write two to %(most)s different answers, one a line.")
            self.add_error("options_ko", text % {"most": MOST_OPTIONS})
        elif len(english) != len(korean):
            self.add_error("options_en", _("Write as many lines as in Korean."))
        if any(len(line) > 100 for line in (*korean, *english)):
            self.add_error("options_ko", _("An answer may have at most 100 characters."))
        return values


def _lines(text: str) -> str:
    """Trimmed lines without empty ones."""
    lines = (" ".join(line.split()) for line in clean_text(text).splitlines())
    return "\n".join(line for line in lines if line)


class TextForm(forms.Form):
    """One text in both languages; what is the standard or empty is stored as empty."""

    use_required_attribute = False
    korean = forms.CharField(
        label=gettext_lazy("Text in Korean"),
        required=False,
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "ko"}),
    )
    english = forms.CharField(
        label=gettext_lazy("Text in English"),
        required=False,
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )

    def __init__(self, *args: Any, kind: TextKind, own: tuple[str, str], **kwargs: Any) -> None:  # noqa: ANN401
        shown = [text or standard for text, standard in zip(own, DEFAULTS[kind], strict=True)]
        initial = dict(zip(("korean", "english"), shown, strict=True))
        super().__init__(*args, **{**kwargs, "initial": initial})


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Another way to report, in both languages."""

    use_required_attribute = False

    class Meta:
        model = ContactChannel
        fields = (
            "kind",
            "name_ko",
            "name_en",
            "address_ko",
            "address_en",
            "hours_ko",
            "hours_en",
        )
        labels = {
            "kind": gettext_lazy("Kind"),
            "name_ko": gettext_lazy("Name in Korean"),
            "name_en": gettext_lazy("Name in English"),
            "address_ko": gettext_lazy("Number or address"),
            "address_en": gettext_lazy("Number or address in English"),
            "hours_ko": gettext_lazy("Hours in Korean"),
            "hours_en": gettext_lazy("Hours in English"),
        }
        help_texts = {
            "name_ko": gettext_lazy("For instance “청렴 신고전화”."),
            "address_en": gettext_lazy("Empty: the same as above."),
        }
        widgets = {"kind": forms.RadioSelect}
