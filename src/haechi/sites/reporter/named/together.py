"""Several forms of one page."""

from collections.abc import Iterator
from copy import copy

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict


class Together:
    """Several forms as one, for the summary of errors at the top of a page."""

    def __init__(self, *forms_of_page: forms.Form) -> None:
        self.forms = forms_of_page

    @property
    def errors(self) -> ErrorDict:
        found = ErrorDict()
        for number, form in enumerate(self.forms):
            found.update({f"{number}-{name}": errors for name, errors in form.errors.items()})
        return found

    def non_field_errors(self) -> list[str]:
        return [str(error) for form in self.forms for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            title = getattr(form, "title", "")
            for bound in form:
                yield _titled(bound, title) if title else bound

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])


def _titled(bound: BoundField, title: str) -> BoundField:
    """The field as the summary of errors names it: of which person it is."""
    named = copy(bound)
    named.label = f"{title}, {bound.label}"
    return named
