"""What an operator is told when an institution cannot leave or arrive; no message holds content."""

from haechi.common.errors import HaechiError


class CannotMove(HaechiError):
    """Nothing was changed. The message says in Korean and English why, and what to do."""


class ArchiveRefused(CannotMove):
    """The archive is damaged, cut short, of a newer release, or the passphrase is another."""
