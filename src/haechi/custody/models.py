"""Desks, epochs and seats. A removed member means a new epoch; old seats of the removed are deleted."""

from django.db import models

from haechi.custody.types import DeskFunction
from haechi.institutions.models import Category, Department, Institution


class Officer(models.Model):
    """The public half of an officer: what a reporter may see, and the key to seal to."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="officers")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=60)
    position = models.CharField(max_length=60)
    public_key = models.BinaryField(max_length=32)
    is_active = models.BooleanField(default=True)
    is_suspended = models.BooleanField(default=False)  # for a time: inactive, but comes back

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="officer_suspended_is_inactive",
                condition=models.Q(is_suspended=False) | models.Q(is_active=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class Duty(models.Model):
    """An officer on duty for a category: allowed to handle its reports, and told of them on every day
    for which the roster names nobody else."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="duties")
    category = models.ForeignKey(Category, models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(name="duty_unique", fields=["officer", "category"])]


class RosterEntry(models.Model):
    """A turn: on these days, first and last included, the officer is told of a category's new reports.

    It decides who is told, never who may open: only an officer with the standing duty can take a turn.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="turns")
    category = models.ForeignKey(Category, models.PROTECT, related_name="turns")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                name="roster_entry_unique",
                fields=["category", "officer", "first_day", "last_day"],
            ),
            models.CheckConstraint(
                name="roster_entry_days_in_order",
                condition=models.Q(last_day__gte=models.F("first_day")),
            ),
        ]
        indexes = [models.Index(name="roster_by_day", fields=["category", "last_day"])]


class Leave(models.Model):
    """Days on which an officer is not told, and who is told instead. Why is nobody's business here."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="leaves")
    substitute = models.ForeignKey(
        Officer, models.CASCADE, null=True, blank=True, related_name="stands_in"
    )
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                name="leave_unique", fields=["officer", "first_day", "last_day"]
            ),
            models.CheckConstraint(
                name="leave_days_in_order",
                condition=models.Q(last_day__gte=models.F("first_day")),
            ),
            models.CheckConstraint(
                name="leave_not_ones_own_substitute",
                condition=models.Q(substitute__isnull=True)
                | ~models.Q(substitute=models.F("officer")),
            ),
        ]


class Desk(models.Model):
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="desks")
    function = models.CharField(max_length=24, choices=DeskFunction)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_unique", fields=["institution", "function"])
        ]

    def __str__(self) -> str:
        return f"{self.institution.slug}/{self.function}"


class DeskEpoch(models.Model):
    """One key pair of a desk, from one change of membership to the next."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="epochs")
    number = models.PositiveIntegerField()
    public_key = models.BinaryField(max_length=32)
    recovery_seal = models.BinaryField(max_length=80, null=True)  # private half, to the shares' key
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_epoch_number_unique", fields=["desk", "number"]),
            models.UniqueConstraint(
                name="desk_epoch_one_current", fields=["desk"], condition=models.Q(is_current=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} #{self.number}"


class DeskSeat(models.Model):
    """The epoch's private key, sealed to one member."""

    epoch = models.ForeignKey(DeskEpoch, models.PROTECT, related_name="seats")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="seats")
    sealed_private = models.BinaryField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="desk_seat_unique", fields=["epoch", "officer"])
        ]


class RecoveryKit(models.Model):
    """One issue of the recovery sheets: who holds them, never what stands on them."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="recovery_kits")
    generation = models.PositiveSmallIntegerField()
    set_number = (
        models.PositiveSmallIntegerField()
    )  # printed on every share, no secret (SLIP-39, "id")
    holders = models.JSONField()  # three names
    issued_on = models.DateField()
    rehearsed_on = models.DateField(null=True)

    class Meta:
        ordering = ["-generation"]
        constraints = [
            models.UniqueConstraint(
                name="recovery_kit_generation_unique", fields=["institution", "generation"]
            )
        ]


class RecoveryRequest(models.Model):
    """New sheets that one officer asked for and a member of a desk has to make."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="recovery_request")
    asked_by = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    holders = models.JSONField()
    asked_at = models.DateTimeField()
