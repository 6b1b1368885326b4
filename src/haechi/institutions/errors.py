"""Errors of institutions."""

from haechi.common.errors import HaechiError


class NoSuchInstitution(HaechiError):
    """Unknown, or not open to the public: both look the same from outside."""


class Suspended(NoSuchInstitution):
    """Takes no reports at the moment; `institution_id` tells whose other channels to name."""

    def __init__(self, institution_id: int) -> None:
        super().__init__()
        self.institution_id = institution_id
