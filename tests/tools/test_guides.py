"""The guides: words as on the screens, pictures that exist, both languages name the same things."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
GUIDES = ("reporter", "officer")
LANGUAGES = ("ko", "en")
QUOTED = {"ko": re.compile("「([^」]*)」"), "en": re.compile("“([^”]*)”")}
PICTURE = re.compile(r"\(pictures/([^)]+)\)")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
ANCHOR = re.compile(r"\(#([^)]+)\)")
SMALL = 120 * 1024
SEES = {"reporter": ("sites/reporter", "sites/common", "reports", "institutions")}


@cache
def words_of(guide: str) -> dict[str, set[str]]:
    """English words of the screens, each with its Korean ones."""
    below = ROOT / "src" / "haechi"
    known: dict[str, set[str]] = {}
    for catalogue in below.rglob("locale/ko/LC_MESSAGES/django.po"):
        package = catalogue.relative_to(below).parents[3].as_posix()
        if package in SEES.get(guide, (package,)):
            for entry in polib.pofile(str(catalogue)):
                known.setdefault(entry.msgid, set()).add(entry.msgstr)
    return known


def text_of(guide: str, language: str) -> str:
    return (GUIDE / f"{guide}.{language}.md").read_text()


def quoted(guide: str, language: str) -> list[str]:
    """Words in the brackets of the language, however the line was broken."""
    return QUOTED[language].findall(re.sub(r"\s+", " ", text_of(guide, language)))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_quoted_word_stands_on_a_screen(guide: str) -> None:
    words = words_of(guide)
    korean = {text for texts in words.values() for text in texts}
    assert len(quoted(guide, "ko")) > 20
    assert [word for word in quoted(guide, "ko") if word not in korean] == []
    assert [word for word in quoted(guide, "en") if word not in words] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_name_the_same_words_of_the_screens(guide: str) -> None:
    words = words_of(guide)
    left = Counter(quoted(guide, "ko"))
    missing = []
    for word in quoted(guide, "en"):
        found = next((text for text in words.get(word, ()) if left[text] > 0), None)
        if found is None:
            missing.append(word)
        else:
            left[found] -= 1
    assert missing == [], "named in English only"
    assert list(left.elements()) == [], "named in Korean only"


def test_every_picture_of_the_guides_exists_and_every_picture_is_used() -> None:
    named = {
        (language, name)
        for guide in GUIDES
        for language in LANGUAGES
        for name in PICTURE.findall(text_of(guide, language))
    }
    assert {name for _, name in named} == {path.name for path in (GUIDE / "pictures").iterdir()}
    assert [name for language, name in named if not name.endswith(f".{language}.webp")] == []


def test_pictures_are_small() -> None:
    large = [p.name for p in (GUIDE / "pictures").iterdir() if p.stat().st_size > SMALL]
    assert large == []


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_to_parts_of_a_guide_lead_somewhere(guide: str, language: str) -> None:
    text = text_of(guide, language)
    parts = {heading.lower().replace(" ", "-") for heading in HEADING.findall(text)}
    assert set(ANCHOR.findall(text)) == parts
