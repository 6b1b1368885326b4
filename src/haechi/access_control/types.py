"""Words of the ledger and of the reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.TextChoices):
    """What happened to an officer's access (안전성 확보조치 기준 §5)."""

    ACCOUNT_MADE = "account.made", _("Account created")
    ROLE = "role", _("Role changed")
    DUTIES = "duties", _("Duties changed")
    SEAT_GIVEN = "seat.given", _("Seat at the intake desk given")
    SEAT_ENDED = "seat.ended", _("Seat at the intake desk ended")
    SUSPENDED = "suspended", _("Access suspended")
    REINSTATED = "reinstated", _("Suspension ended")
    REVOKED = "revoked", _("Account closed")
    PASSWORD_RESET = "password.reset", _("New password and key by somebody else")
    ACCESS_RESTORED = "restored", _("Access to reports restored")
    UNLOCKED = "unlocked", _("Locked sign-in opened")
    SIGN_ON_LINKED = "sign-on.linked", _("Linked to the single sign-on")
    SIGN_ON_UNLINKED = "sign-on.unlinked", _("Link to the single sign-on ended")
    NETWORKS = "networks", _("Allowed networks changed")
    OTHER = "other", _("Other change of access")


ENDS = frozenset({Change.SUSPENDED, Change.REVOKED, Change.SEAT_ENDED})
BEGINS = frozenset(
    {Change.ACCOUNT_MADE, Change.REINSTATED, Change.SEAT_GIVEN, Change.ACCESS_RESTORED}
)


class Outcome(models.TextChoices):
    """What the reviewer found out about a finding."""

    FINE = "fine", _("Fine, because …")
    FOLLOW_UP = "follow-up", _("To be followed up")


class Unusual(models.TextChoices):
    """What a review puts on top."""

    TRAIL = "trail", _("Broken trail")
    CLOCK = "clock", _("The clock went back")
    AFTER_END = "after-end", _("Access after it had ended")
    MANY_OPENINGS = "many-openings", _("Many openings")
    BURST = "burst", _("Many openings within an hour")
    MANY_SEARCHES = "many-searches", _("Many searches")
    NO_FOLLOW_UP = "no-follow-up", _("Downloads without follow-up")
    NIGHT = "night", _("At night")
    DAY_OFF = "day-off", _("On a day off")
    FAILED = "failed", _("Failed sign-ins")
    NEW_NETWORK = "new-network", _("From a network not seen before")
