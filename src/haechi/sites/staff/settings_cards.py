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

from haechi.institutions.models import Institution
from haechi.sites.staff import settings_holds as holds
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
    """`page`: name of the address; `holds`: what the page holds now, in a few words; `shown`: where
    only some institutions have the page."""

    group: Group
    page: str
    title: Text
    text: Text
    holds: Callable[[Institution], str] | None = None
    roles: frozenset[Role] = MANAGERS
    shown: Callable[[Institution], bool] | None = None


@dataclass(frozen=True)
class ShownCard:
    """A card as the template writes it."""

    title: Text
    text: Text
    url: str
    holds: str


CARDS: tuple[Card, ...] = (
    Card(
        Group.REPORTING,
        "categories",
        _("Categories"),
        _("What a report can be about, and the questions asked with it."),
        holds.categories,
    ),
    Card(
        Group.REPORTING,
        "institution_texts",
        _("Texts for reporters"),
        _("Introduction, promise, receipt, privacy notice and closing words, in two languages."),
        holds.texts,
    ),
    Card(
        Group.REPORTING,
        "channels",
        _("Other channels"),
        _("Hotline, visit, post, fax and e-mail."),
        holds.channels,
    ),
    Card(
        Group.REPORTING,
        "talk_settings",
        _("Talk"),
        _("Live chats of the staff with the audit office, and the code that opens them."),
        holds.talk,
    ),
    Card(
        Group.REPORTING,
        "publicity",
        _("Links to the report form"),
        _("Links, QR codes, posters, stickers and banners."),
        holds.links,
    ),
    Card(
        Group.INSTITUTION,
        "institution_policy",
        _("Name, due days and keeping"),
        _("Names, days for handling and keeping, e-mail content, files, exclusion of officers."),
        holds.policy,
    ),
    Card(
        Group.INSTITUTION,
        "departments",
        _("Departments"),
        _("The departments officers belong to."),
        holds.departments,
    ),
    Card(
        Group.INSTITUTION,
        "holidays",
        _("Temporary holidays"),
        _("Days on which nothing becomes due, named late by the government."),
        holds.holidays,
    ),
    Card(
        Group.INSTITUTION,
        "affiliates",
        _("Affiliates"),
        _("Institutions below this one, with officers and reports of their own."),
        holds.affiliates,
        shown=holds.is_district,
    ),
    Card(
        Group.INSTITUTION,
        "leaving",
        _("Leaving this installation"),
        _("How the institution takes its data along, and what is destroyed here."),
        holds.leaving,
    ),
    Card(
        Group.PEOPLE,
        "people",
        _("Officers"),
        _("Accounts, roles, duties and the intake desk."),
    ),
    Card(
        Group.PEOPLE,
        "roster",
        _("Duty roster"),
        _("Who is told of new reports on which day, and who stands in."),
    ),
    Card(
        Group.PEOPLE,
        "officer_import",
        _("Officers from a list"),
        _("Many accounts at once from a CSV, seen before they are created."),
    ),
    Card(
        Group.PEOPLE,
        "notice_channels",
        _("Notification channels"),
        _("SMS and e-mail: what is set up, what became of notices, and a test."),
    ),
    Card(
        Group.INSTITUTION,
        "case_office",
        _("Public-interest report centre"),
        _("Decisions and designations of the public-interest report centre."),
    ),
    Card(
        Group.INSTITUTION,
        "call_office",
        _("Call recording"),
        _("Responsible persons, keys, notices and how long recordings are kept."),
    ),
    Card(
        Group.PROTECTION,
        "reviews",
        _("Monthly reviews"),
        _("The access trail looked through and signed, month by month."),
        holds.reviews,
        roles=frozenset({Role.HEAD}),
    ),
    Card(
        Group.PROTECTION,
        "access_rights",
        _("Record of access rights"),
        _("Who got, changed or lost which access, when and by whom."),
    ),
    Card(
        Group.PROTECTION,
        "destructions",
        _("Destruction record"),
        _("What was destroyed when its time for keeping was over, to read and to print."),
    ),
    Card(
        Group.PROTECTION,
        "allowed_networks",
        _("Allowed networks"),
        _("From where officers may sign in."),
        holds.networks,
    ),
    Card(
        Group.PROTECTION,
        "locked_sign_ins",
        _("Closed sign-ins"),
        _("Accounts that wait after wrong passwords."),
        holds.closed_sign_ins,
    ),
    Card(
        Group.PEOPLE,
        "sign_on_links",
        _("Institution's sign-on"),
        _("Providers by OIDC or SAML, and who is linked."),
        holds.sign_on,
    ),
    Card(
        Group.PROTECTION,
        "recovery",
        _("Recovery sheets"),
        _("Who holds them, their yearly check, and new ones."),
        holds.recovery,
    ),
)


def sections(institution: Institution, role: Role) -> Iterator[tuple[Text, list[ShownCard]]]:
    """Headings with the cards of this role, without empty ones."""
    for group in Group:
        mine = [
            card
            for card in CARDS
            if card.group is group and role in card.roles and _is_there(card, institution)
        ]
        if mine:
            yield group.value, [_shown(card, institution) for card in mine]


def _is_there(card: Card, institution: Institution) -> bool:
    return card.shown is None or card.shown(institution)


def _shown(card: Card, institution: Institution) -> ShownCard:
    held = card.holds(institution) if card.holds else ""
    return ShownCard(card.title, card.text, reverse(card.page), held)
