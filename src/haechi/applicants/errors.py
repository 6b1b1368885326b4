"""Errors of filing and following a request; none carries what somebody wrote."""

from haechi.common.errors import HaechiError


class NoOffice(HaechiError):
    """The institution records no calls: there is nothing to ask for."""


class NotAsked(HaechiError):
    """Nothing is asked for now, or it was answered already."""
