"""Errors of administration."""

from haechi.common.errors import HaechiError


class InUse(HaechiError):
    """Officers belong to the department; `officers` of them."""

    def __init__(self, officers: int) -> None:
        super().__init__()
        self.officers = officers


class TooMany(HaechiError):
    """No more of this kind; `most` are possible."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
