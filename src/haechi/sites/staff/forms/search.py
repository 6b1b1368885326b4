"""Search words, narrowed by the inbox's filters, and where to go on."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.common.text import clean_text
from haechi.sites.staff.forms.inbox import InboxForm


class SearchForm(InboxForm):
    """POST form; `before` and `looked` carry a search on."""

    asked_for = ("words_typed", "state", "category", "received_from", "received_to", "mine")

    words_typed = forms.CharField(
        label=_("Words"),
        max_length=200,
        help_text=_("All of the words must occur in the report."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    looked = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_words_typed(self) -> str:
        typed = clean_text(self.cleaned_data["words_typed"])
        if not any(len(word) > 1 for word in typed.split()):
            raise ValidationError(_("Write at least one word of two characters."))
        return typed

    def words(self) -> list[str]:
        return list(self.cleaned_data["words_typed"].split())[:10]
