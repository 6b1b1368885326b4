"""Choices of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Notice(models.TextChoices):
    """What happened. A new kind gets its texts in `notifications/texts.py`."""

    REPORT_RECEIVED = "report.received", _("A report arrived")
    MESSAGE_RECEIVED = "message.received", _("The reporter wrote")
    CHAT_WAITING = "chat.waiting", _("Somebody waits in Talk")
    CHAT_HANDED = "chat.handed", _("A colleague handed over a chat")
    CASE_DUE = "case.due", _("A deadline of a public-interest report is near")
    CASE_OVERDUE = "case.overdue", _("A deadline of a public-interest report has passed")
    REVIEW_OVERDUE = "review.overdue", _("A monthly review is overdue")
    CASE_NOTICE = "case.notice", _("A notice to a named reporter")
    RECORDER_ALARM = "recorder.alarm", _("Call recording is in trouble")
    RECORDER_CLEAR = "recorder.clear", _("A trouble of call recording has ended")
    REPLY_DUE = "reply.due", _("The reply of a recording handed out is due soon")
    REPLY_OVERDUE = "reply.overdue", _("The reply of a recording handed out is overdue")
    REQUEST_RECEIVED = "request.received", _("A citizen asks for a recording")
    REQUEST_SUPPLIED = "request.supplied", _("A citizen sent what was asked for")
    REQUEST_WAITING = "request.waiting", _("A request for a recording waits for a decision")
    TEST = "test", _("A test")
