"""`haechi forms list|render|fill`: the official forms as PDF and HWPX, without a database (PI-22).

`fill` reads the data from a file (or `-`: standard input) and writes where it is told; it prints nothing.
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.filling import blank, fill
from haechi.documents.forms import EVERY_FORM
from haechi.documents.formspec import FormSpec
from haechi.documents.sheet import Sheet
from haechi.documents.values import FormRefused

_WRITERS: dict[str, Callable[[Sheet], bytes]] = {"pdf": sheet_pdf.write, "hwpx": sheet_hwpx.write}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="서식과 항목 / forms and their fields")
    render = actions.add_parser("render", help="모든 서식 쓰기 / write every form")
    render.add_argument("--out", type=Path, required=True, metavar="DIR")
    render.add_argument("--blank", action="store_true", help="빈 서식 / to be filled in by hand")
    render.add_argument("--institution", default="", help="빈 서식의 기관명 / on blank forms")
    one = actions.add_parser("fill", help="서식 하나 채우기 / fill one form")
    one.add_argument("form", choices=list(EVERY_FORM), metavar="FORM")
    one.add_argument("data", metavar="DATA.json", help="자료, -는 표준입력 / data, - is stdin")
    one.add_argument("--texts", type=Path, metavar="JSON", help="기관의 문구 / own texts by key")
    one.add_argument(
        "--on", type=date.fromisoformat, help="문구의 기준일 / the day whose law holds"
    )
    for kind in _WRITERS:
        one.add_argument(f"--{kind}", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    try:
        return _ACTIONS[arguments.action](arguments)
    except FormRefused as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    except json.JSONDecodeError as error:
        # The message alone would be enough to find it; the text around it may be somebody's.
        place = f"{error.lineno}:{error.colno}"
        print(f"JSON이 아닙니다 / not JSON, at {place}", file=sys.stderr)
    except UnicodeDecodeError:
        print("UTF-8 글이 아닙니다 / not text in UTF-8", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _list(_arguments: argparse.Namespace) -> int:
    for key, form in EVERY_FORM.items():
        print(f"{key:>6}  {form.title}")
        for one in form.fields:
            print(f"      {one.name}  ({one.kind.value}{', 나중에 / later' if one.later else ''})")
        for text in form.texts:
            newest = text.on()
            since = f", {newest.since} / {newest.source}" if newest.since else ""
            print(f"      @{text.key}  {text.name}{since}")
    return 0


def _render(arguments: argparse.Namespace) -> int:
    arguments.out.mkdir(parents=True, exist_ok=True)
    for key, form in EVERY_FORM.items():
        empty = blank(form, arguments.institution) if arguments.blank else fill(form, form.sample)
        for kind, write in _WRITERS.items():
            name = key if form.series else f"form-{form.number:02d}"
            path = arguments.out / f"{name}.{kind}"
            path.write_bytes(write(empty))
            print(f"{path}  {form.title}")
    return 0


def _fill(arguments: argparse.Namespace) -> int:
    wanted = {kind: getattr(arguments, kind) for kind in _WRITERS if getattr(arguments, kind)}
    if not wanted:
        print("--pdf 나 --hwpx 가 필요합니다 / --pdf or --hwpx is needed", file=sys.stderr)
        return 2
    form: FormSpec = EVERY_FORM[arguments.form]
    data = _read(arguments.data)
    texts = _read(str(arguments.texts)) if arguments.texts else {}
    strange = sorted(set(texts) - {text.key for text in form.texts})
    if strange:
        print(f"{', '.join(strange)}: 이 서식에 없는 문구 / no text of this form", file=sys.stderr)
        return 1
    filled = fill(
        form, data, texts={key: str(text) for key, text in texts.items()}, on=arguments.on
    )
    for kind, path in wanted.items():
        path.write_bytes(_WRITERS[kind](filled))
    return 0


def _read(name: str) -> dict[str, object]:
    raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    found: object = json.loads(raw.decode("utf-8-sig"))
    if not isinstance(found, dict):
        raise json.JSONDecodeError("not an object", "", 0)
    return found


_ACTIONS = {"list": _list, "render": _render, "fill": _fill}
