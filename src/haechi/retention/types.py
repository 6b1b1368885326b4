"""What is destroyed, and by which rule."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was destroyed."""

    REPORT = "report", _("Reports")
    CHAT = "chat", _("Chats that became no report")
    DRAFT = "draft", _("Files of reports never sent")
    CASE = "case", _("Records of public-interest reports")
    CONSULTATION = "consultation", _("Consultations")
    PRACTICE = "practice", _("Practice sessions")
    RECORDING = "recording", _("Recordings of calls")
    REQUEST = "request", _("Papers of requests for recordings")
    REGISTER_LINE = "register", _("Lines of the register of requests")
    DELIVERY = "delivery", _("Delivery records")
    TRAIL_REVIEWED = "trail", _("Access trail past its period")
    ACCESS_RIGHT = "right", _("Record of access rights past its period")
    REVIEW = "review", _("Monthly reviews past their period")
    INSTITUTION = "institution", _("An institution that left")


class Rule(models.TextChoices):
    """Why it was due."""

    CLOSED_PERIOD = "closed-period", _("Completed, and the retention period is over")
    WITHDRAWN_PERIOD = "withdrawn-period", _("Withdrawn, and the retention period is over")
    RECORD_KEPT = "record-kept", _("The record's retention period is over")
    PRACTICE_OVER = "practice-over", _("The days a practice session is kept are over")
    PRACTICE_ENDED = "practice-ended", _("The trainer ended the practice session")
    NEVER_SENT = "never-sent", _("Never sent within a day")
    DELIVERED = "delivered", _("Delivered or failed more than 90 days ago")
    RECORD_PERIOD = "record-period", _("The period for keeping such records is over")
    LEFT = "left", _("The institution took its data with it")
