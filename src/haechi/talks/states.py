"""Where a chat stands: waiting for an officer → taken → closed. A pure table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatState(models.TextChoices):
    WAITING = "waiting", _("Waiting for an officer")
    OPEN = "open", _("In conversation")
    CLOSED = "closed", _("Ended")


# A closed chat waits again as soon as its reporter writes.
ALLOWED: dict[ChatState, frozenset[ChatState]] = {
    ChatState.WAITING: frozenset({ChatState.OPEN, ChatState.CLOSED}),
    ChatState.OPEN: frozenset({ChatState.WAITING, ChatState.CLOSED}),
    ChatState.CLOSED: frozenset({ChatState.WAITING, ChatState.OPEN}),
}


def may_change(before: ChatState, after: ChatState) -> bool:
    return after in ALLOWED[before]
