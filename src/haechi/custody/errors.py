"""Errors of custody."""

from haechi.common.errors import HaechiError


class NoSeat(HaechiError):
    """The officer has no seat at the desk epoch: there is nothing this key opens."""


class ForeignOfficer(HaechiError):
    """The officer is not of the desk's institution, or no longer active: no seat there."""


class DeskEmpty(HaechiError):
    """A desk without members: what were sealed to it, nobody could read."""


class WrongShares(HaechiError):
    """The recovery shares are too few, mistyped, or another institution's."""


class OtherPersonNeeded(HaechiError):
    """New recovery sheets take two: who asks for them does not make them."""


class NothingAsked(HaechiError):
    """Nobody asked for new recovery sheets, or too long ago."""
