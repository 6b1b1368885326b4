"""Where a request stands. What may be done in which state is `disclosures.states`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    RECEIVED = "received", _("Received")
    MORE_ASKED = "more-asked", _("Waiting for the applicant")
    CHECKED = "checked", _("With the deputy officer")
    REVIEWED = "reviewed", _("With the chief officer")
    APPROVED = "approved", _("Approved")
    HANDED_OVER = "handed-over", _("Handed over and signed")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED = (State.CLOSED, State.REFUSED, State.WITHDRAWN)
UNDECIDED = (State.RECEIVED, State.MORE_ASKED, State.CHECKED, State.REVIEWED)
