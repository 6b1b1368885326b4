"""Why something was not done, in words: every refusal of the services."""

from django.utils.translation import gettext as _

from haechi.cases.errors import (
    AlreadyCase,
    BadIdentifier,
    DayRefused,
    DoubtfulIdentifier,
    NotNow,
    TooMuch,
)
from haechi.casework.errors import IdentityRefused, ReasonNeeded
from haechi.common.errors import HaechiError
from haechi.custody.errors import DeskEmpty, NoSeat
from haechi.staff.errors import LastMember, NotAllowed

REFUSALS = (
    NotNow, DayRefused, TooMuch, BadIdentifier, AlreadyCase, IdentityRefused, ReasonNeeded, DeskEmpty,
    NoSeat, NotAllowed, LastMember,
)  # fmt: skip


def words_of(error: HaechiError) -> str:
    """One or two sentences that say what to do."""
    if isinstance(error, NotNow):
        return str(error.problem.label)
    words: dict[type[HaechiError], str] = {
        DayRefused: _("This day is in the future, before the law, or before what it answers."),
        TooMuch: _("The text is too long. Nothing was cut and nothing was kept of it."),
        DoubtfulIdentifier: _("The last digit of the number does not fit."),
        BadIdentifier: _("This cannot be such a number. Please look at it again."),
        AlreadyCase: _("This report is a public-interest case already."),
        IdentityRefused: _(
            "Only the 공익신고책임관's desk can open or add this identity, and a lawyer's client must agree."
        ),
        ReasonNeeded: _("Write a reason that says something: five characters at least."),
        DeskEmpty: _(
            "Nobody sits at the 공익신고센터's or the 공익신고책임관's desk who could open it. "
            "The head seats them under “Centre”."
        ),
        NoSeat: _("Only a member of this desk can hand on its key."),
        LastMember: _("The last member cannot leave: nobody could open what is sealed there."),
        NotAllowed: _("This is not allowed for this officer."),
    }
    return next(text for kind, text in words.items() if isinstance(error, kind))
