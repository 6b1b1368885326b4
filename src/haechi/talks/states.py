"""Where a chat stands. A closed one waits again as soon as its reporter writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatState(models.TextChoices):
    WAITING = "waiting", _("Waiting for an officer")
    OPEN = "open", _("In conversation")
    CLOSED = "closed", _("Ended")
