"""The centre itself: settings, designations, consultations, words of notices."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from haechi.cases.types import NoticeKind, Post
from haechi.custody.models import DeskEpoch, Officer
from haechi.institutions.models import Institution
from haechi.statutes.periods import CountingRule


class CaseSettings(models.Model):
    """How an institution counts and keeps. `retention_years` 0: for ever (영구)."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="case_settings"
    )
    counting_rule = models.CharField(
        max_length=20,
        choices=[(rule.value, rule.value) for rule in CountingRule],
        default=CountingRule.CIVIL_ACT.value,
    )
    retention_years = models.PositiveSmallIntegerField(
        default=5, validators=[MaxValueValidator(30)]
    )
    supplement_days = models.PositiveSmallIntegerField(default=14)  # of a first request
    centre_ko = models.CharField(max_length=100, default="공익신고센터")
    address_ko = models.CharField(max_length=200, blank=True)
    form_texts = models.JSONField(default=dict, blank=True)  # own words: {"7": {"유의": "…"}}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_settings_rule_known",
                condition=Q(counting_rule__in=[rule.value for rule in CountingRule]),
            ),
            models.CheckConstraint(
                name="case_settings_retention_known",
                condition=Q(retention_years__in=[0, 1, 3, 5, 10, 30]),
            ),
        ]


class Designation(models.Model):
    """Who was 공익신고책임관 or of the centre, from when to when (제5조, 제8조)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="designations")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="designations")
    post = models.CharField(max_length=5, choices=Post)
    scope = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=200, blank=True)  # the order that designated
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="designation_one_chief",
                fields=["institution"],
                condition=Q(post=Post.CHIEF, until__isnull=True),
            ),
            models.UniqueConstraint(
                name="designation_once_at_a_time",
                fields=["institution", "officer", "post"],
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(
                name="designation_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
            ),
        ]


class Consultation(models.Model):
    """A consultation before or without a report (제9조): sealed to the centre's desk, no name asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="consultations")
    case = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="consultations")
    on = models.DateField()
    way = models.CharField(max_length=20)
    epoch = models.ForeignKey(DeskEpoch, models.PROTECT)
    sealed_key = models.BinaryField(max_length=80)
    sealed = models.BinaryField()
    officer = models.ForeignKey(Officer, models.PROTECT)

    class Meta:
        ordering = ["-on", "id"]


class ConsultationKey(models.Model):
    """As `CaseKey`, for a consultation."""

    consultation = models.OneToOneField(
        Consultation, models.CASCADE, primary_key=True, related_name="erasure_key"
    )
    key = models.BinaryField(max_length=32)


class NoticeTemplate(models.Model):
    """An institution's own words for a notice; without one the standard ones stand."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="notice_templates")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_template_unique", fields=["institution", "kind"])
        ]
