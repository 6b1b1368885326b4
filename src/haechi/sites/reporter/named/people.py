"""Reporters, joint reporters, proxies, a lawyer: rows of a form that grow and shrink without a script."""

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.cases.errors import BadIdentifier, DoubtfulIdentifier
from haechi.cases.filing import Proxy
from haechi.cases.identifiers import read_number
from haechi.cases.types import Identity, NumberKind, ProxyKind
from haechi.sites.reporter.forms import PlainForm
from haechi.sites.reporter.named.forms import line
from haechi.sites.reporter.questions import SHORT, too_long

MOST: Final = {"joint": 50, "proxy": 5}
"""Rows of a kind; more come as a list on paper."""


class PersonForm(PlainForm):
    """A joint reporter: name and how to reach her. `title`: of which person the form is, "" for one."""

    title = ""
    titles = {
        "joint": gettext_lazy("Joint reporter %(number)s"),
        "proxy": gettext_lazy("Proxy %(number)s"),
    }

    name = line(gettext_lazy("Name"), required=gettext_lazy("Please write the name."))
    phone = line(gettext_lazy("Telephone"), inputmode="tel")
    address = line(gettext_lazy("Address"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str):
                self._checked(name, value)
        return data

    def _checked(self, name: str, value: str) -> None:
        try:
            too_long(value, SHORT)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(name=data["name"], phone=data["phone"], address=data["address"])


class ReporterForm(PersonForm):
    """Who reports. A number of the person is kept only where she gives it."""

    email = line(gettext_lazy("E-mail"), inputmode="email")
    job = line(gettext_lazy("Occupation"))
    workplace = line(gettext_lazy("Place of work"))
    number_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of number"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (NumberKind.NONE.value, gettext_lazy("None now")),
            *((kind.value, kind.label) for kind in NumberKind if kind is not NumberKind.NONE),
        ],
    )
    number = line(gettext_lazy("The number itself"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("phone") or data.get("email") or data.get("address")):
            self.add_error("phone", _("Please give at least one of telephone, e-mail and address."))
        email = data.get("email", "")
        if email and not _looks_like_mail(email):
            self.add_error("email", _("This is not an e-mail address."))
        self._check_number(data)
        return data

    def _check_number(self, data: dict[str, Any]) -> None:
        kind = NumberKind(data.get("number_kind") or NumberKind.NONE)
        try:
            read_number(kind, data.get("number", ""))
        except DoubtfulIdentifier:
            text = _(
                "The last digit does not fit the others. Please check it; if it is right, leave the"
                " field empty and show your card later."
            )
            self.add_error("number", text)
        except BadIdentifier:
            text = (
                _("There is no such number. Please check it, or leave the field empty.")
                if kind is not NumberKind.NONE
                else _("Please choose what kind of number it is, or leave the field empty.")
            )
            self.add_error("number", text)

    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(
            name=data["name"],
            number_kind=NumberKind(data["number_kind"] or NumberKind.NONE),
            number=data["number"],
            address=data["address"],
            phone=data["phone"],
            email=data["email"],
            job=data["job"],
            workplace=data["workplace"],
        )


class LawyerForm(PersonForm):
    """The lawyer who reports for an unnamed client."""

    email = line(gettext_lazy("E-mail"), inputmode="email")
    workplace = line(
        gettext_lazy("Law office"), required=gettext_lazy("Please write the law office.")
    )
    job = line(gettext_lazy("Registration number of the lawyer"))
    field_order = ("name", "workplace", "job", "phone", "email", "address")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("phone") or data.get("email")):
            self.add_error("phone", _("Please give a telephone number or an e-mail address."))
        email = data.get("email", "")
        if email and not _looks_like_mail(email):
            self.add_error("email", _("This is not an e-mail address."))
        return data

    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(
            name=data["name"],
            address=data["address"],
            phone=data["phone"],
            email=data["email"],
            job=data["job"],
            workplace=data["workplace"],
        )


class ProxyForm(PersonForm):
    """Who acts for the reporter (제13조②)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the proxy is to the reporter"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in ProxyKind if kind is not ProxyKind.NONE],
        error_messages={"required": gettext_lazy("Please choose what the proxy is.")},
    )

    def proxy(self) -> Proxy:
        return Proxy(ProxyKind(self.cleaned_data["kind"]), self.identity())


def count_of(data: QueryDict, kind: str) -> int:
    """How many rows of a kind the page had."""
    typed = data.get(f"{kind}-count", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(number, MOST[kind])


def add_row(data: QueryDict, kind: str) -> bool:
    """One more, empty; False where there are as many as can be."""
    count = count_of(data, kind)
    data[f"{kind}-count"] = str(min(count + 1, MOST[kind]))
    return count < MOST[kind]


def drop_row(data: QueryDict, typed: str) -> None:
    """Take row `joint-3` out; those after it move up, and the chosen representative with them."""
    kind, _dash, place = typed.partition("-")
    if kind not in MOST or not (place.isascii() and place.isdigit() and len(place) < 4):
        return
    at, count = int(place), count_of(data, kind)
    if at >= count:
        return
    fields = ProxyForm.base_fields if kind == "proxy" else PersonForm.base_fields
    for row in range(at, count):
        for name in fields:
            following = data.get(f"{kind}-{row + 1}-{name}", "") if row + 1 < count else ""
            data[f"{kind}-{row}-{name}"] = following
    data[f"{kind}-count"] = str(count - 1)
    if kind == "joint":
        _move_representative(data, at + 1)


def _move_representative(data: QueryDict, gone: int) -> None:
    typed = data.get("representative", "0")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if chosen == gone:
        chosen = 0
    elif chosen > gone:
        chosen -= 1
    data["representative"] = str(chosen)


def _looks_like_mail(typed: str) -> bool:
    local, at, host = typed.strip().partition("@")
    return bool(local and at and "." in host) and " " not in typed.strip()
