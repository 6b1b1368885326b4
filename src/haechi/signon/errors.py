"""Errors of sign-on. None carries what a provider sent."""

from haechi.common.errors import HaechiError


class ProviderSilent(HaechiError):
    """The identity provider does not answer, or not in its protocol."""


class AnswerRefused(HaechiError):
    """What came back is not a valid answer to a question of ours; `reason` is a word for the trail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderRefused(AnswerRefused):
    """The provider itself says no: the person gave up, or may not use this service."""


class NotLinked(HaechiError):
    """No active account is linked to this person of the provider."""


class AlreadyLinked(HaechiError):
    """The person of the provider, or the account, is linked already."""
