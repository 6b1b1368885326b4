"""Errors of handling reports."""

from haechi.common.errors import HaechiError


class NoSuchReport(HaechiError):
    """Not there, or not this officer's to see: both look the same."""


class StateConflict(HaechiError):
    """Another officer changed the status meanwhile, or the step is not allowed from here."""


class CannotMerge(HaechiError):
    """The two are not of one institution, are the same, or one is merged already."""
