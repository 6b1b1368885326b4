"""tools/messages on a small made-up source tree."""

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType

import polib
import pytest

TOOL = Path(__file__).parents[2] / "tools" / "messages"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("messages_tool", str(TOOL))
    spec = importlib.util.spec_from_loader("messages_tool", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    source = tmp_path / "src" / "haechi"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SOURCE", source)
    monkeypatch.setattr(module, "SHARED", source / "sites" / "common" / module.CATALOGUE)
    (source / "reports" / "templates").mkdir(parents=True)
    return module


def write(tool: ModuleType, path: str, text: str) -> Path:
    target: Path = tool.SOURCE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def translate(tool: ModuleType, package: str, korean: dict[str, str]) -> None:
    path = tool.SOURCE / package / tool.CATALOGUE
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = korean.get(entry.msgid, entry.msgstr)
    catalogue.save()


def test_texts_are_found_in_python_and_templates(tool: ModuleType) -> None:
    write(tool, "reports/a.py", '_("One")\nngettext("%(n)s file", "%(n)s files", 2)\n_("a" "b")')
    html = '{% load i18n %}{% translate "Two" context "step" %}<a title="{% translate \'T\' %}">'
    html += "{% blocktranslate trimmed with n=x %}\n Three\n {{ n }}{% endblocktranslate %}"
    write(tool, "reports/templates/b.html", html)
    found = {m for path in tool.sources(tool.SOURCE) for m in tool.messages(path)}
    assert found == {
        ("", "One", ""),
        ("", "ab", ""),
        ("", "%(n)s file", "%(n)s files"),
        ("step", "Two", ""),
        ("", "T", ""),
        ("", "Three %(n)s", ""),
    }


def test_check_fails_until_every_text_has_its_korean(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tool, "reports/a.py", '_("Sent by %(name)s")')
    assert tool.check() == 1
    tool.update(tool.SOURCE / "reports")
    assert tool.check() == 1
    translate(tool, "reports", {"Sent by %(name)s": "%(name)s 보냄"})
    assert tool.check() == 0
    capsys.readouterr()


def test_a_text_translated_only_by_another_package_counts_as_missing(tool: ModuleType) -> None:
    """The reporter process does not load the catalogue of the staff site."""
    write(tool, "staff/a.py", '_("Close")')
    tool.update(tool.SOURCE / "staff")
    translate(tool, "staff", {"Close": "닫기"})
    assert tool.check() == 0
    write(tool, "reports/a.py", '_("Close")')
    assert tool.check() == 1


@pytest.mark.parametrize(
    ("text", "korean", "fault"),
    [
        ("By %(name)s", "%(nam)s 보냄", "placeholders differ"),
        ("{used} of {limit}", "{limit}자", "placeholders differ"),
        ("Gone", "사라짐", "no longer used"),
        ("Vague", "모호", "fuzzy"),
    ],
)
def test_faulty_entries_are_named(tool: ModuleType, text: str, korean: str, fault: str) -> None:
    source = write(tool, "reports/a.py", f"_({text!r})")
    tool.update(tool.SOURCE / "reports")
    translate(tool, "reports", {text: korean})
    if fault == "no longer used":
        source.write_text("")
    if fault == "fuzzy":
        path = tool.SOURCE / "reports" / tool.CATALOGUE
        catalogue = polib.pofile(str(path))
        catalogue[0].flags.append("fuzzy")
        catalogue.save()
    assert [line.split(": ")[1] for line in tool.faulty()] == [fault]


def test_one_text_with_two_translations_is_a_conflict(tool: ModuleType) -> None:
    for package, korean in (("staff", "닫기"), ("reports", "종결")):
        write(tool, f"{package}/a.py", '_("Close")')
        tool.update(tool.SOURCE / package)
        translate(tool, package, {"Close": korean})
    assert len(list(tool.conflicting())) == 1
    assert tool.check() == 1


def test_compile_writes_a_catalogue_gettext_reads_and_leaves_it_alone_after(
    tool: ModuleType,
) -> None:
    write(tool, "reports/a.py", '_("Close")')
    tool.update(tool.SOURCE / "reports")
    translate(tool, "reports", {"Close": "닫기"})
    tool.compile_catalogues()
    target = (tool.SOURCE / "reports" / tool.CATALOGUE).with_suffix(".mo")
    assert polib.mofile(str(target)).find("Close").msgstr == "닫기"
    before = target.stat().st_mtime_ns
    tool.compile_catalogues()
    assert target.stat().st_mtime_ns == before
