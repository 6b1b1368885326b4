"""Errors of the trail."""

from haechi.common.errors import HaechiError


class ForgedCut(HaechiError):
    """A record of a destruction was not made with the trail's key."""


class BrokenTrail(HaechiError):
    """What is due does not hold: it is kept, for it shows what was done to it."""


class TooYoung(HaechiError):
    """Rows of the last two years are not destroyed, whatever is asked."""
