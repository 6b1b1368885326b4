"""Errors of practice."""

from haechi.common.errors import HaechiError


class NoSuchSession(HaechiError):
    """Unknown, ended or destroyed: all look the same."""


class NotThisDay(HaechiError):
    """The session takes no reports today; nothing was stored."""


class TalkedEnough(HaechiError):
    """A practice thread holds only so many messages."""
