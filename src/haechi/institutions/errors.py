"""Errors of institutions."""

from haechi.common.errors import HaechiError


class NoSuchInstitution(HaechiError):
    """Unknown, or not open to the public: both look the same from outside."""
