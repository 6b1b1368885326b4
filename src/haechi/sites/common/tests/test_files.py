"""Every stable key of the cleaner has its words, in Korean too (HL-5)."""

import pytest
from django.utils import translation

from haechi.cleaning import REMOVED_CODES, WARNING_CODES, Reason
from haechi.reports.errors import FileRefused, FileTooLarge, StorageFull, TooManyFiles
from haechi.reports.types import AttachmentView
from haechi.sites.common.files import REFUSALS, REMOVED, WARNINGS, file_row, problem_words

SPOKEN_ELSEWHERE = {Reason.FULL}  # comes as StorageFull


def test_everything_the_cleaner_can_say_has_words() -> None:
    assert set(REMOVED) == REMOVED_CODES
    assert set(WARNINGS) == WARNING_CODES | {"not_cleaned"}
    assert set(REFUSALS) == {reason.value for reason in Reason if reason not in SPOKEN_ELSEWHERE}


@pytest.mark.parametrize("table", [REMOVED, WARNINGS, REFUSALS])
def test_the_words_are_korean_on_a_korean_page(table: dict[str, object]) -> None:
    with translation.override("ko"):
        spoken = [str(text) for text in table.values()]
    assert all(any("가" <= sign <= "힣" for sign in text) for text in spoken)


def test_one_thing_found_twice_is_named_once() -> None:
    view = AttachmentView(
        "1", "a.jpg", 3, "image/jpeg", removed=(("other", "xmp"), ("other", "app1"))
    )
    with translation.override("en"):
        assert file_row(view).removed == ("other added information",)


def test_a_file_kept_without_cleaning_carries_a_warning_not_a_note() -> None:
    view = AttachmentView("1", "a.xyz", 3, "application/octet-stream", warnings=("not_cleaned",))
    row = file_row(view, remove_name="remove")
    assert row.warning
    assert not row.note
    assert row.remove_value == "1"


def test_each_refusal_says_something_of_its_own() -> None:
    errors = [
        FileRefused("empty"),
        FileRefused("broken"),
        FileTooLarge(),
        TooManyFiles(),
        StorageFull(),
    ]
    with translation.override("ko"):
        assert len({problem_words(error) for error in errors}) == len(errors)
