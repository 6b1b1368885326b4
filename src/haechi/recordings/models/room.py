"""What the worker saw of the recorders, and what is in trouble: for the operations room."""

from django.db import models
from django.db.models import Q

from haechi.institutions.models import Institution
from haechi.recordings.types import Alarm


class RoomState(models.Model):
    """One row, written by the worker: officers' pages have no folder of a recorder (docs/calls.md).

    `nodes`: what each recorder told last, in the order of their folders; null for one that never did.
    `minutes`, `failures`: as `room.Minute` and `room.Failure` are written. `store`: of the worker itself.
    """

    seen_at = models.DateTimeField()
    nodes = models.JSONField(default=list)
    minutes = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    store = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(name="room_one_row", condition=Q(id=1))]


class RecorderAlarm(models.Model):
    """A trouble of an institution's recording, from when it was noticed until it has ended.

    `raised_at`: when the responsible were told; null while it is noticed and may be nothing. `bad_at`: when
    it was last so.
    """

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="recorder_alarms")
    kind = models.CharField(max_length=20, choices=Alarm)
    since = models.DateTimeField()
    bad_at = models.DateTimeField()
    raised_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="alarm_one_open",
                fields=["institution", "kind"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="alarm_kind_known", condition=Q(kind__in=Alarm.values)),
            models.CheckConstraint(
                name="alarm_ended_was_raised",
                condition=Q(ended_at__isnull=True) | Q(raised_at__isnull=False),
            ),
        ]
