"""The data of a form, read by its fields: every fault is named at once, and no value is ever in the message."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from haechi.documents.formspec import Field, FormSpec, Kind
from haechi.documents.sheet import clean

# What whoever fills forms may pass to each of them: not every form prints all of it.
COMMON = frozenset(
    {"기관명", "기관장", "공익신고센터", "접수번호", "접수일자", "신고제목", "담당", "작성일"}
)
PERSON = frozenset({"성명", "주민등록번호", "주소", "연락처", "전자우편", "직업", "소속"})


class Fault(StrEnum):
    MISSING = "없습니다 / is missing"
    UNKNOWN = "이 서식에 없는 항목입니다 / is no field of this form"
    WRONG = "형식이 다릅니다 / is of another kind"


@dataclass(frozen=True)
class Problem:
    """`wanted`: the kind that the field takes."""

    field: str
    fault: Fault
    wanted: Kind | None = None

    def __str__(self) -> str:
        wanted = f" ({_WANTED[self.wanted]})" if self.wanted else ""
        return f"{self.field}: {self.fault.value}{wanted}"


_WANTED = {
    Kind.TEXT: "글 / text",
    Kind.DATE: "날짜 2026-03-02 / date",
    Kind.DAY: "날짜 2026-03-02 / date",
    Kind.YES_NO: "true, false, null",
    Kind.COUNT: "수 / number",
    Kind.LINES: "목록 / list",
}


class FormRefused(ValueError):
    """Data do not fit a form. `problems`: all of them."""

    def __init__(self, form: int, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = "; ".join(str(each) for each in self.problems)
        super().__init__(f"서식 {form} / form {form}: {told}")


def read(form: FormSpec, data: Mapping[str, object]) -> dict[str, object]:
    """Name of the field → `str`, `date`, `bool`, `int`, a list of mappings, or None where nothing is filled in.

    Raises:
        FormRefused: a field is missing, unknown or of another kind.
    """
    problems = [Problem(name, Fault.UNKNOWN) for name in _unknown(form, data)]
    values: dict[str, object] = {}
    for one in form.fields:
        try:
            values[one.name] = _checked(one, found(data, one.name))
        except KeyError:
            values[one.name] = None
            if not one.later:
                problems.append(Problem(one.name, Fault.MISSING, one.kind))
        except (ValueError, TypeError):
            problems.append(Problem(one.name, Fault.WRONG, one.kind))
    if problems:
        raise FormRefused(form.number, problems)
    return values


def found(data: object, name: str) -> object:
    """What stands under a name with dots.

    Raises:
        KeyError: nothing does.
    """
    at = data
    for part in name.split("."):
        if isinstance(at, Mapping):
            at = at[part]
        elif isinstance(at, list) and part.isdecimal() and int(part) < len(at):
            at = at[int(part)]
        else:
            raise KeyError(part)
    return at


def _unknown(form: FormSpec, data: Mapping[str, object]) -> list[str]:
    known = {one.name for one in form.fields}
    heads = {name.partition(".")[0] for name in known if "." in name}
    strange = []
    for name, value in data.items():
        if name in heads and isinstance(value, Mapping):
            strange += [
                f"{name}.{inner}"
                for inner in value
                if f"{name}.{inner}" not in known and inner not in PERSON
            ]
        elif name not in known | heads | COMMON:
            strange.append(str(name))
    return strange


def _checked(one: Field, value: object) -> object:
    if value is None or value == "":
        return None
    return _READERS[one.kind](value)


def _text(value: object) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return clean(str(value)).strip()
    raise TypeError


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise TypeError


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise TypeError


def _lines(value: object) -> list[Mapping[str, object]]:
    if isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value):
        return list(value)
    raise TypeError


_READERS = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.DAY: _date,
    Kind.YES_NO: _yes_no,
    Kind.COUNT: _count,
    Kind.LINES: _lines,
}
