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

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class Duty(models.Model):
    """An officer on duty for a category: told of its reports, and allowed to handle them."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="duties")
    category = models.ForeignKey(Category, models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(name="duty_unique", fields=["officer", "category"])]


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
