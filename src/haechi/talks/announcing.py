"""What the institution tells its staff of Talk: the notice for the internal board, and the feed for a portal.

The feed is Atom (RFC 4287): the news boxes of intranet portals read it as it is, without a script that
somebody must write and keep. It lies at an address that nobody can guess, on the reporter's site: that
site keeps neither log nor address, so reading the feed tells nothing of who read it. The code in it is
no secret of one person: it stands on the notice board of the whole staff.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring  # writes, never reads

from django.utils.translation import gettext as _
from django.utils.translation import override

from haechi.common.clock import SEOUL

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Announcement:
    """What a notice is made of; `last_day` None: until it is changed by hand."""

    institution_ko: str
    institution_en: str
    code: str
    first_day: date
    last_day: date | None
    url: str
    hours_ko: str = ""
    hours_en: str = ""


def title_of(told: Announcement, language: str) -> str:
    """One line."""
    with override(language):
        return _("Integrity Talk: participation code from %(day)s") % {"day": _day(told.first_day)}


def notice_of(told: Announcement, language: str) -> str:
    """Plain text, as it is pasted into the internal notice board."""
    english = language == "en"
    name = told.institution_en if english else told.institution_ko
    hours = (told.hours_en or told.hours_ko) if english else told.hours_ko
    with override(language):
        return "\n".join(_lines(told, name, hours))


def _lines(told: Announcement, name: str, hours: str) -> list[str]:
    lines = [
        _("You can talk one to one with the audit officer of %(institution)s, without a name.")
        % {"institution": name},
        "",
        _("○ Participation code: %(code)s") % {"code": told.code},
        _("○ Valid: %(days)s") % {"days": days_of(told)},
        _("○ Address: %(url)s") % {"url": told.url},
    ]
    if hours:
        lines.append(_("○ An officer is there: %(hours)s") % {"hours": hours})
    return [
        *lines,
        "",
        _("1. Open the address, best on your own phone, and enter the participation code."),
        _("2. Choose a subject and write down the report key and the password that you are shown."),
        _("3. Write. Photos, videos and voice notes can be added."),
        "",
        _("※ Neither name, telephone number nor address of the device is stored."),
        _("※ You may leave and come back with key and password, even after the code has changed."),
        _("※ Please do not pass the code on to anybody outside."),
    ]


def days_of(told: Announcement) -> str:
    """The days of the code in the active language."""
    first = _day(told.first_day)
    if told.last_day is None:
        return _("from %(day)s") % {"day": first}
    if told.last_day == told.first_day:
        return first
    return f"{first} ~ {_day(told.last_day)}"


def _day(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def feed_of(entries: list[Announcement], *, address: str, language: str) -> bytes:
    """An Atom feed of the announcements. `address`: the feed's own, which is its id."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language})
    with override(language):
        SubElement(feed, "title").text = _("Integrity Talk: participation code")
    SubElement(feed, "id").text = address
    SubElement(feed, "link", {"rel": "self", "href": address})
    newest = max((told.first_day for told in entries), default=date(2000, 1, 1))
    SubElement(feed, "updated").text = _moment(newest)
    for told in entries:
        _entry(feed, told, address, language)
    made: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(feed: Element, told: Announcement, address: str, language: str) -> None:
    entry = SubElement(feed, "entry")
    SubElement(entry, "title").text = title_of(told, language)
    SubElement(
        entry, "id"
    ).text = f"{address}#{told.first_day.isoformat()}-{told.code.replace(' ', '')}"
    SubElement(entry, "updated").text = _moment(told.first_day)
    name = told.institution_en if language == "en" else told.institution_ko
    SubElement(SubElement(entry, "author"), "name").text = name
    SubElement(entry, "link", {"rel": "alternate", "href": told.url})
    SubElement(entry, "content", {"type": "text"}).text = notice_of(told, language)


def _moment(day: date) -> str:
    """The beginning of the day in Korea (RFC 3339): finer than a day nothing is known."""
    return datetime.combine(day, time(), SEOUL).isoformat()
