"""Chats, participation codes and an institution's settings. Days, never times."""

from datetime import date

from django.db import models
from django.db.models import Q

from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.talks.states import ChatState
from haechi.talks.types import Origin, Rotation, Subject


class Chat(models.Model):
    """What a report's row does not hold of a chat; it stays when the chat becomes a report.

    `report.received_on` is the day it was opened until it becomes a report. No row says with which
    participation code it was opened.
    """

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="chat")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="chats")
    subject = models.CharField(max_length=10, choices=Subject)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HERE)
    state = models.CharField(max_length=10, choices=ChatState, default=ChatState.WAITING)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)  # the day on which it became a report
    answered_after = models.PositiveSmallIntegerField(null=True)  # days to the first answer
    taken_by = models.ForeignKey(Officer, models.SET_NULL, null=True, related_name="chats")
    is_blocked = models.BooleanField(default=False)  # for abuse: nothing more is taken in this chat
    is_told = models.BooleanField(default=False)  # the officers, of what none of them has read yet
    summary = models.BinaryField(default=bytes)  # sealed under the report's data key

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="chat_state_known", condition=Q(state__in=ChatState.values)
            ),
            models.CheckConstraint(
                name="chat_closed_has_its_day",
                condition=Q(state=ChatState.CLOSED, closed_on__isnull=False)
                | (~Q(state=ChatState.CLOSED) & Q(closed_on__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="chat_by_state", fields=["institution", "state", "opened_on"]),
            models.Index(name="chat_by_officer", fields=["taken_by", "state"]),
        ]

    @property
    def tag(self) -> str:
        """Tells officers two chats of one subject and day apart; random, and never shown to a reporter."""
        return str(self.pk)[:4].upper()


class ParticipationCode(models.Model):
    """A code that opens chats on its days, and nothing else (TK-1, TK-2).

    The text lies here in plain: the whole staff reads it on the notice board, officers copy it from
    their page, and the worker puts it into the feed. It opens an empty chat and no chat of anybody;
    whoever stole it out of the database could as well have asked a colleague.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="participation_codes")
    text = models.CharField(max_length=12)
    first_day = models.DateField()
    last_day = models.DateField(null=True)  # None: until it is replaced by hand
    replaced_on = models.DateField(null=True)  # leaked: opens nothing from that moment
    opened = models.PositiveIntegerField(default=0)  # how many chats, and nothing more of them

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="participation_code_unique", fields=["institution", "text"]
            ),
            models.CheckConstraint(
                name="participation_code_days",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
            ),
        ]

    def is_valid_on(self, day: date) -> bool:
        ended = self.replaced_on is not None or (self.last_day is not None and day > self.last_day)
        return self.first_day <= day and not ended


class TalkSettings(models.Model):
    """Talk of one institution; without a row it is off."""

    institution = models.OneToOneField(
        Institution, models.PROTECT, primary_key=True, related_name="talk"
    )
    is_on = models.BooleanField(default=False)
    rotation = models.CharField(max_length=10, choices=Rotation, default=Rotation.WEEKLY)
    hours_ko = models.CharField(max_length=200, blank=True)  # when an officer is there, in words
    hours_en = models.CharField(max_length=200, blank=True)
    opens_at = models.TimeField(null=True)  # of working days, in Korea
    closes_at = models.TimeField(null=True)
    feed = models.CharField(max_length=43, blank=True)  # the last part of the feed's address
    messenger = models.CharField(
        max_length=43, blank=True
    )  # whose bot may ask: `messenger.ADAPTERS`
    quick_answers = models.JSONField(default=list)  # of texts, in the officers' order

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talk_hours_both_or_none",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
            )
        ]
