"""A page's own line wakes its stream for nothing; everything else of the thread still does."""

from haechi.live.lines import OwnLines, line_topic
from haechi.live.services import said_with

PAGE, OTHER = "abcdEF-_", "ghijKL12"


def told(page: str, line: int) -> str:
    return said_with(line_topic("r", page, line))


def test_only_what_this_very_page_wrote_is_its_own():
    own = OwnLines()
    assert not own.has_others(PAGE, [told(PAGE, 7), told(PAGE, 9)])
    assert own.lines == {7, 9}
    assert own.has_others(PAGE, [told(OTHER, 10)]), "another tab of the same person"
    assert own.has_others(PAGE, [told("", 11)]), "written without a script"
    assert own.has_others(PAGE, [told(PAGE, 12), told("", 13)]), "both at once: 12 is kept in mind"
    assert own.lines == {7, 9, 12}


def test_what_the_stream_has_looked_at_is_forgotten():
    own = OwnLines()
    own.has_others(PAGE, [told(PAGE, 7), told(PAGE, 9)])
    own.forget(7)
    assert own.lines == {9}
