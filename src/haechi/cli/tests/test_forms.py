"""`haechi forms`: every form in both formats, one filled from data, faults named (PI-22)."""

import io
import json
from pathlib import Path

import pytest

from haechi.cli.main import main
from haechi.documents.forms import EVERY_FORM, FORMS


def test_render_writes_every_form_in_both_formats(tmp_path: Path, capsys) -> None:
    assert main(["forms", "render", "--out", str(tmp_path / "new")]) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert len(made) == 2 * len(EVERY_FORM)
    assert made["form-01.pdf"].startswith(b"%PDF")
    assert made["call-4.pdf"].startswith(b"%PDF")
    assert made["form-11.hwpx"].startswith(b"PK")
    assert "접수증" in capsys.readouterr().out


def test_fill_writes_where_it_is_told_and_says_nothing(tmp_path: Path, capsys) -> None:
    data = tmp_path / "data.json"
    data.write_text(json.dumps(FORMS[1].sample, ensure_ascii=False), encoding="utf-8")
    pdf, hwpx = tmp_path / "a.pdf", tmp_path / "a.hwpx"
    assert main(["forms", "fill", "1", str(data), "--pdf", str(pdf), "--hwpx", str(hwpx)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert hwpx.read_bytes().startswith(b"PK")
    assert capsys.readouterr() == ("", "")


def test_fill_names_every_wrong_field_and_no_value(tmp_path: Path, capsys, monkeypatch) -> None:
    wrong = {**FORMS[3].sample, "접수일자": "어제 비밀", "없는 항목": 1}
    del wrong["신고자"]
    given = io.TextIOWrapper(io.BytesIO(json.dumps(wrong).encode()))
    monkeypatch.setattr("sys.stdin", given)
    path = tmp_path / "a.pdf"
    assert main(["forms", "fill", "3", "-", "--pdf", str(path)]) == 1
    told = capsys.readouterr().err
    for name in ("접수일자", "없는 항목", "신고자"):
        assert name in told
    assert "비밀" not in told
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "code"), [("[]", 1), ("{", 1), ("{}", 1)], ids=["list", "broken", "empty"]
)
def test_what_is_no_data_is_refused_plainly(tmp_path: Path, capsys, text: str, code: int) -> None:
    data = tmp_path / "data.json"
    data.write_text(text, encoding="utf-8")
    assert main(["forms", "fill", "4", str(data), "--pdf", str(tmp_path / "a.pdf")]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_missing_file_and_no_format_are_said(tmp_path: Path, capsys) -> None:
    assert main(["forms", "fill", "4", str(tmp_path / "no.json"), "--pdf", "x.pdf"]) == 1
    assert "no.json" in capsys.readouterr().err
    assert main(["forms", "fill", "4", str(tmp_path / "no.json")]) == 2
    assert "--hwpx" in capsys.readouterr().err


def test_own_texts_by_key_and_an_unknown_key_is_named(tmp_path: Path, capsys) -> None:
    data, texts = tmp_path / "data.json", tmp_path / "texts.json"
    data.write_text(json.dumps(FORMS[8].sample), encoding="utf-8")
    texts.write_text(json.dumps({"안내": "■ 우리의 말", "없는문구": "x"}), encoding="utf-8")
    asked = ["forms", "fill", "8", str(data), "--texts", str(texts), "--hwpx"]
    assert main([*asked, str(tmp_path / "a.hwpx")]) == 1
    assert "없는문구" in capsys.readouterr().err
    texts.write_text(json.dumps({"안내": "■ 우리의 말"}), encoding="utf-8")
    assert main([*asked, str(tmp_path / "a.hwpx")]) == 0
    assert (tmp_path / "a.hwpx").exists()


def test_list_tells_fields_and_since_when_a_text_holds(capsys) -> None:
    assert main(["forms", "list"]) == 0
    told = capsys.readouterr().out
    assert "신고자.성명" in told
    assert "2018-05-01" in told
