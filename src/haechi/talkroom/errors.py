"""Errors of the officers' side of Talk."""

from haechi.common.errors import HaechiError


class NoSuchCode(HaechiError):
    """Missing, past, replaced or another institution's."""


class NotNow(HaechiError):
    """Another officer did something with the chat meanwhile; nothing was changed."""
