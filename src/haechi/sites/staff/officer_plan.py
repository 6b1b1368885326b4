"""What reading a list of officers in would do, line by line, before anything is done (ALL-2).

Between preview and confirmation the lines travel in the page, sealed under the zone's key to the officer
who asked: nothing lies on the server, and a browser that keeps the page keeps nothing readable.
"""

import base64
import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import Enum
from hashlib import blake2b

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from haechi.crypto.aead import open_text, place, seal_text
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey
from haechi.institutions.models import Category, Department, Institution
from haechi.sites.staff.forms.people import OfficerForm
from haechi.sites.staff.officer_csv import Row, Sheet
from haechi.staff.models import Account
from haechi.staff.types import Role

VALID_SECONDS = 30 * 60
_ROLES = {
    "담당자": Role.OFFICER,
    "신고 담당자": Role.OFFICER,
    "duty officer": Role.OFFICER,
    "감사담당관": Role.HEAD,
    "책임자": Role.HEAD,
    "감사 책임자": Role.HEAD,
    "감사책임자": Role.HEAD,
    "head of audit": Role.HEAD,
    "관리자": Role.ADMINISTRATOR,
}


class Verdict(Enum):
    NEW = "new"
    THERE = "there"
    ERROR = "error"


@dataclass(frozen=True)
class Line:
    """One line as the preview shows it; `form` holds what would be created."""

    number: int
    name: str
    username: str
    role: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    form: OfficerForm | None = None


class Stale(Exception):
    """The confirmation is too old, altered, or another officer's."""


@dataclass(frozen=True)
class Entry:
    """What of a line crosses from preview to confirmation."""

    line: int
    username: str
    name: str
    position: str
    role: str
    phone: str
    email: str
    department: int | None
    duties: list[int]


def plan_of(sheet: Sheet, institution: Institution) -> list[Line]:
    """What would happen to each line; two lines of one user name are both wrong."""
    names = [row.cells["username"].casefold() for row in sheet.rows]
    planner = _Planner(institution)
    return [
        planner.line(row, names.count(row.cells["username"].casefold()) > 1) for row in sheet.rows
    ]


class _Planner:
    def __init__(self, institution: Institution) -> None:
        self._institution = institution
        self._categories: dict[str, Category] = {}
        for category in institution.categories.filter(is_active=True):
            for name in (category.name_ko, category.name_en, category.code):
                self._categories[_folded(name)] = category
        self._departments: dict[str, Department] = {}
        for department in institution.departments.all():
            for name in (department.name_ko, department.name_en):
                self._departments[_folded(name)] = department

    def line(self, row: Row, is_twice: bool) -> Line:
        cells, reasons = row.cells, list(self._unreadable(row))
        if is_twice:
            reasons.append(_("This user name stands in the list more than once."))
        if not reasons and self._is_there(cells["username"]):
            return _line(row, Verdict.THERE)
        try:
            entry = self._entry(row)
        except ValueError as error:
            return _line(row, Verdict.ERROR, (*reasons, *error.args))
        form = form_of(entry, self._institution)
        reasons += [
            f"{form.fields[name].label}: {message}" if name in form.fields else str(message)
            for name, messages in form.errors.items()
            for message in messages
        ]
        if reasons:
            return _line(row, Verdict.ERROR, tuple(dict.fromkeys(reasons)))
        return _line(row, Verdict.NEW, form=form)

    def _unreadable(self, row: Row) -> Iterator[str]:
        if row.has_too_many:
            yield _("The line has more cells than headings: is a name with a separator in quotes?")
        if row.formulas:
            yield _("A cell begins with =, +, - or @, as formulas do.")
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", row.cells["phone"]):
            yield _("The spreadsheet has rounded the telephone number. Format the column as text.")

    def _is_there(self, username: str) -> bool:
        return Account.objects.filter(
            username__iexact=username, officer__institution=self._institution
        ).exists()

    def _entry(self, row: Row) -> Entry:
        """Raises ValueError with sentences that say what is not known here."""
        cells, problems = row.cells, []
        role = _role(cells["role"])
        if role is None:
            problems.append(_("There is no role “%(name)s”.") % {"name": cells["role"]})
        department = self._departments.get(_folded(cells["department"]))
        if cells["department"] and department is None:
            problems.append(_("There is no department “%(name)s”.") % {"name": cells["department"]})
        duties = []
        for name in self._split(cells["duties"]):
            category = self._categories.get(_folded(name))
            if category is None:
                problems.append(_("There is no category “%(name)s”.") % {"name": name})
            else:
                duties.append(category.pk)
        if problems or role is None:
            raise ValueError(*problems)
        texts = {key: cells[key] for key in ("username", "name", "position", "phone", "email")}
        department_id = department.pk if department else None
        return Entry(row.line, role=role.value, department=department_id, duties=duties, **texts)

    def _split(self, cell: str) -> list[str]:
        """Names of categories; a name may hold a comma itself."""
        if not cell or _folded(cell) in self._categories:
            return [cell] if cell else []
        return [part for part in (each.strip() for each in re.split(r"[|,;\n]", cell)) if part]


def _role(typed: str) -> Role | None:
    if not typed:
        return Role.OFFICER
    folded = typed.casefold()
    labels = {str(role.label).casefold(): role for role in Role}
    values = {role.value: role for role in Role}
    return {**labels, **values, **_ROLES}.get(folded)


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _line(
    row: Row, verdict: Verdict, reasons: tuple[str, ...] = (), form: OfficerForm | None = None
) -> Line:
    role = _role(row.cells["role"])
    shown = str(role.label) if role else row.cells["role"]
    cells = row.cells
    return Line(row.line, cells["name"], cells["username"], shown, verdict, reasons, form)


def form_of(entry: Entry, institution: Institution) -> OfficerForm:
    """The form of one officer, filled in and checked as if it had been typed."""
    data = QueryDict(mutable=True)
    for key in ("username", "name", "position", "role", "phone", "email"):
        data[key] = getattr(entry, key)
    data["department"] = str(entry.department or "")
    data.setlist("duties", [str(pk) for pk in entry.duties])
    return OfficerForm(data, institution=institution)


def sealed(lines: list[Line], *, account_id: int) -> str:
    """The lines that would be created, for the page of this officer alone."""
    entries = [asdict(_of_form(line)) for line in lines if line.form is not None]
    text = json.dumps({"at": int(time.time()), "entries": entries}, ensure_ascii=False)
    return base64.urlsafe_b64encode(seal_text(_key(), text, _place(account_id))).decode()


def _of_form(line: Line) -> Entry:
    form = line.form
    assert form is not None  # noqa: S101  the caller has looked
    values = form.cleaned_data
    texts = {key: values[key] for key in ("username", "name", "position", "role", "phone", "email")}
    department = values["department"].pk if values["department"] else None
    duties = [category.pk for category in values["duties"]]
    return Entry(line.number, department=department, duties=duties, **texts)


def opened(token: str, *, account_id: int) -> list[Entry]:
    """Raises Stale."""
    try:
        data = base64.urlsafe_b64decode(token.encode())
        found = json.loads(open_text(_key(), data, _place(account_id)))
    except (ValueError, CannotOpen):
        raise Stale from None
    if not 0 <= time.time() - found["at"] <= VALID_SECONDS:
        raise Stale
    return [Entry(**entry) for entry in found["entries"]]


def _place(account_id: int) -> bytes:
    return place("staff", "officers read in", str(account_id))


def _key() -> DataKey:
    return DataKey(blake2b(settings.ZONE_KEY, person=b"officers csv", digest_size=32).digest())
