"""How long something is kept, in the words a person would use: years where they are whole."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAYS_A_YEAR = 365


def period(days: int) -> str:
    """`1825` is "5 years", `30` "30 days"; only multiples of 365 are years."""
    years, rest = divmod(days, DAYS_A_YEAR)
    if years and not rest:
        return ngettext("{n} year", "{n} years", years).format(n=years)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def years_kept(years: int) -> str:
    """Of a record: `5` is "5 years", 0 for good (영구)."""
    return period(years * DAYS_A_YEAR) if years else _("for good")
