"""Errors of requests; none carries what somebody wrote."""

from haechi.common.errors import HaechiError


class NoSuchRequest(HaechiError):
    """Missing, of another institution, or not hers to see: one looks like the other."""


class NotHers(HaechiError):
    """Another person has to take this step."""


class OwnRequest(HaechiError):
    """Nobody decides on her own request."""


class DecidedBefore(HaechiError):
    """Three steps are three people: this one took one of them."""


class NotNow(HaechiError):
    """The request is not in a state in which this is possible."""


class ReasonNeeded(HaechiError):
    """A refusal, or asking for more, without its reason."""


class NoGround(HaechiError):
    """Not a party to the call, and no other law named (제9조①)."""


class NoRecording(HaechiError):
    """No recording was chosen, it is another's, or it is gone."""


class NotSigned(HaechiError):
    """Form 2 without a signature, or with one that is no drawing."""


class NotOpened(HaechiError):
    """The two desks have not both given their halves."""
