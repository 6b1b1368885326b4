"""What a messenger's bot says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Handout:
    """All of it public; `warning`: that the messenger's operator knows its user."""

    title: str
    notice: str
    warning: str
    button: str
    url: str
