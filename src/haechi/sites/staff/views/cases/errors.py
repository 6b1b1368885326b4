"""The errors of several forms of one page, for one summary at its top."""

from collections.abc import Iterator, Sequence

from django.forms import BaseForm, BoundField


class AllErrors:
    """Looks to `{% error_summary %}` like one form."""

    def __init__(self, main: BaseForm, rows: Sequence[BaseForm]) -> None:
        self._main, self._rows = main, rows

    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in (self._main, *self._rows))

    def non_field_errors(self) -> list[str]:
        return [str(each) for each in self._main.non_field_errors()] if self._main.is_bound else []

    def __iter__(self) -> Iterator[BoundField]:
        for form in (self._main, *self._rows):
            if form.is_bound:
                yield from form
