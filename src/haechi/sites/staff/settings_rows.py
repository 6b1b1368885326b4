"""Lists of settings as `settings_list.html` writes them: rows that can be changed, moved and removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from haechi.administration.order import Step


@dataclass(frozen=True)
class Mark:
    """A badge of a row."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """`key`: the row's anchor; `details`: lines below the name; empty addresses: no such button.

    `switch`: address, value and label of a button that turns the row on or off.
    """

    key: int
    name: str
    details: Sequence[str] = ()
    marks: Sequence[Mark] = ()
    edit: str = ""
    move: str = ""
    remove: str = ""
    switch: tuple[str, str, str] | None = None
    more: tuple[str, str] | None = None
    first: bool = False
    last: bool = False


def placed(rows: Iterable[Row]) -> list[Row]:
    """The rows, the first and the last of them marked: those lack one of the two arrows."""
    found = list(rows)
    end = len(found) - 1
    return [replace(row, first=at == 0, last=at == end) for at, row in enumerate(found)]


def step_of(request: HttpRequest) -> Step | None:
    """Which of the two arrows was pressed; None for anything else."""
    try:
        return Step(request.POST.get("step", ""))
    except ValueError:
        return None


def back_to(url: str, key: int) -> HttpResponseRedirect:
    """To the row that moved, so that a keyboard goes on from there."""
    return HttpResponseRedirect(f"{url}#row-{key}")


def ask_removal(
    request: HttpRequest, *, title: str, consequences: Sequence[str], back: str
) -> HttpResponse:
    """The question before something is removed."""
    context = {
        "title": title,
        "consequences_title": _("What happens"),
        "consequences": consequences,
        "confirm_label": _("Remove"),
        "cancel_url": back,
        "danger": True,
    }
    return render(request, "site_common/confirm.html", context)


def confirmed(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("confirm") == "yes"
