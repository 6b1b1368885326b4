"""The settings hub: one line for each page, shown to the roles that may open it.

A page joins by one `Card` in `CARDS`, beside the others of its group. Words of a card are translated in
this package's catalogue.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from haechi.institutions.models import Institution
from haechi.staff.types import Role

Text = str | Promise
MANAGERS = frozenset({Role.HEAD, Role.ADMINISTRATOR})


class Group(Enum):
    """The headings of the hub, in their order."""

    REPORTING = _("What reporters see")
    INSTITUTION = _("Institution")
    PEOPLE = _("Officers and notices")
    PROTECTION = _("Protection and records")


@dataclass(frozen=True)
class Card:
    """`page`: name of the address; `holds`: what the page holds now, in a few words."""

    group: Group
    page: str
    title: Text
    text: Text
    holds: Callable[[Institution], str] | None = None
    roles: frozenset[Role] = MANAGERS


@dataclass(frozen=True)
class ShownCard:
    """A card as the template writes it."""

    title: Text
    text: Text
    url: str
    holds: str


def _categories(institution: Institution) -> str:
    n = institution.categories.filter(is_active=True).count()
    return ngettext("{n} category offered", "{n} categories offered", n).format(n=n)


def _links(institution: Institution) -> str:
    n = institution.entry_points.filter(is_active=True).count()
    return ngettext("{n} link in use", "{n} links in use", n).format(n=n)


CARDS: tuple[Card, ...] = (
    Card(
        Group.REPORTING,
        "categories",
        _("Categories"),
        _("What a report can be about, and the questions asked with it."),
        _categories,
    ),
    Card(
        Group.REPORTING,
        "publicity",
        _("Links to the report form"),
        _("Links, QR codes, posters, stickers and banners."),
        _links,
    ),
    Card(
        Group.INSTITUTION,
        "institution_policy",
        _("Name, due days and keeping"),
        _("Names, days for handling and keeping, e-mail content, files, exclusion of officers."),
    ),
    Card(
        Group.PEOPLE,
        "people",
        _("Officers"),
        _("Accounts, roles, duties and the intake desk."),
    ),
)


def sections(institution: Institution, role: Role) -> Iterator[tuple[Text, list[ShownCard]]]:
    """Headings with the cards of this role, without empty ones."""
    for group in Group:
        mine = [card for card in CARDS if card.group is group and role in card.roles]
        if mine:
            yield group.value, [_shown(card, institution) for card in mine]


def _shown(card: Card, institution: Institution) -> ShownCard:
    holds = card.holds(institution) if card.holds else ""
    return ShownCard(card.title, card.text, reverse(card.page), holds)
