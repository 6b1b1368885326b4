"""Accounts and secrets. The reporter zone's database role may not read these tables."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from haechi.custody.models import Officer
from haechi.staff.types import Role


class Account(AbstractBaseUser):
    """One person, one account (안전성 확보조치 기준 §5)."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)  # stays empty: addresses lie sealed in `contact`
    officer = models.OneToOneField(Officer, models.PROTECT, related_name="account")
    role = models.CharField(max_length=14, choices=Role, default=Role.OFFICER)
    is_active = models.BooleanField(default=True)
    contact = models.BinaryField()  # {"phone", "email"}, sealed to the worker's key
    # What the officer changed since, sealed alike: the staff site cannot open `contact` to change half.
    own_phone = models.BinaryField(default=bytes)
    own_email = models.BinaryField(default=bytes)
    password_is_drawn = models.BooleanField(default=False)  # somebody else knows it
    contact_hint = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []
    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_role_known", condition=models.Q(role__in=Role.values)
            )
        ]

    def __str__(self) -> str:
        return self.username


class OfficerSecret(models.Model):
    """The private key, wrapped under Argon2id of the password."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="secret")
    salt = models.BinaryField(max_length=16)
    passes = models.PositiveSmallIntegerField()
    memory = models.PositiveIntegerField()
    wrapped_private = models.BinaryField(max_length=80)


class UsedCode(models.Model):
    """A one-time code that was taken: no process takes it again (RFC 6238 §5.2)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="used_codes")
    digest = models.BinaryField(max_length=16)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="used_code_unique", fields=["account", "digest"])
        ]
