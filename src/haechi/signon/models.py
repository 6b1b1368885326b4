"""Who is linked to whom at a provider, and who is on the way there. The provider's names lie nowhere."""

from django.db import models

from haechi.staff.models import Account


class SignOnLink(models.Model):
    """An account and a person of a provider, known by a keyed hash of the provider's identifier."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_on_links")
    provider = models.CharField(max_length=30)
    subject_tag = models.BinaryField(max_length=32)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sign_on_person_once", fields=["provider", "subject_tag"]),
            models.UniqueConstraint(name="sign_on_account_once", fields=["provider", "account"]),
        ]


class SignOnQuestion(models.Model):
    """One question to a provider; gone once its answer is taken up, or when it is too old.

    `tag`: hash of the state, which only the browser and the provider know. `ticket_tag`: hash of what
    the browser got that brought the answer; set once, so that no answer counts twice.
    """

    tag = models.BinaryField(max_length=32, unique=True)
    question = models.BinaryField()  # sealed
    answer = models.BinaryField(default=bytes)  # sealed
    ticket_tag = models.BinaryField(max_length=32, default=bytes)
    expires_at = models.DateTimeField(db_index=True)
