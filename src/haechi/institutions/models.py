"""Tenants. Nothing here is secret; nothing here is about a reporter."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from haechi.institutions.types import (
    ChannelKind,
    EmailContent,
    InstitutionStatus,
    QuestionKind,
    TextKind,
    UncleanableFiles,
)

_SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,39}$")
# Words that the public site needs as addresses of its own, now and foreseeably.
RESERVED = frozenset(
    {
        "advice", "check", "en", "health", "install", "ko", "manifest", "notice", "offline",
        "privacy", "receipt", "static", "statistics", "talk", "thread",
    }
)  # fmt: skip


def not_reserved(value: str) -> None:
    """Refuse a short name behind which the institution's form could never be reached."""
    if value in RESERVED:
        raise ValidationError(_("This short name is taken by a page of the site. Choose another."))


class Named(models.Model):
    """Something with an official Korean name and an English one."""

    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if translation.get_language() == "en" else self.name_ko


def spoken(korean: str, english: str) -> str:
    """The one in the language of the page; the Korean one where there is no English."""
    return (english or korean) if translation.get_language() == "en" else korean


class Institution(Named):
    """A district office, or an affiliate of one (HL-8)."""

    slug = models.CharField(max_length=40, unique=True, validators=[_SLUG, not_reserved])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="affiliates"
    )
    status = models.CharField(
        max_length=10, choices=InstitutionStatus, default=InstitutionStatus.ACTIVE
    )
    email_content = models.CharField(
        max_length=10, choices=EmailContent, default=EmailContent.NOTHING
    )
    uncleanable_files = models.CharField(
        max_length=10, choices=UncleanableFiles, default=UncleanableFiles.REFUSE
    )
    offers_exclusion = models.BooleanField(default=True)
    handling_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    retention_days = models.PositiveIntegerField(
        default=5 * 365, validators=[MinValueValidator(30), MaxValueValidator(30 * 366)]
    )
    recovery_public_key = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="institution_slug_not_reserved",
                condition=~models.Q(slug__in=sorted(RESERVED)),
            ),
            models.CheckConstraint(
                name="institution_status_known",
                condition=models.Q(status__in=InstitutionStatus.values),
            ),
            models.CheckConstraint(
                name="institution_handling_days_range",
                condition=models.Q(handling_days__gte=1, handling_days__lte=365),
            ),
            models.CheckConstraint(
                name="institution_retention_days_range",
                condition=models.Q(retention_days__gte=30, retention_days__lte=30 * 366),
            ),
            models.CheckConstraint(
                name="institution_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
        ]

    @property
    def is_active(self) -> bool:
        return self.status == InstitutionStatus.ACTIVE


class Department(Named):
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="departments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="department_name_unique", fields=["institution", "name_ko"]
            )
        ]


class Category(Named):
    """What a report is about; per institution, editable (HL-3)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="categories")
    code = models.CharField(max_length=40, validators=[_SLUG])
    help_ko = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(name="category_code_unique", fields=["institution", "code"])
        ]

    @property
    def help(self) -> str:
        return self.help_en if translation.get_language() == "en" else self.help_ko


class EntryPoint(Named):
    """A link of its own (banner, sticker, QR) straight to the form (HL-2).

    Reports do not point here: intake is counted by entry point and day in `IntakeCount` alone.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="entry_points")
    code = models.CharField(max_length=40, validators=[_SLUG])
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_point_code_unique", fields=["institution", "code"])
        ]


class IntakeCount(models.Model):
    """How many reports came through an entry point on a day; leads to no report (HL-2)."""

    entry_point = models.ForeignKey(EntryPoint, models.PROTECT, related_name="counts")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="intake_count_unique", fields=["entry_point", "day"])
        ]


class Question(models.Model):
    """A question of one category. A report keeps the words it was asked with, so this may change.

    `options_ko`, `options_en`: one a line, the same number in both, for `QuestionKind.CHOICE` alone.
    """

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions")
    label_ko = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    help_ko = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=6, choices=QuestionKind, default=QuestionKind.SHORT)
    options_ko = models.TextField(blank=True, max_length=2000)
    options_en = models.TextField(blank=True, max_length=2000)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                name="question_kind_known", condition=models.Q(kind__in=QuestionKind.values)
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return spoken(self.label_ko, self.label_en)

    @property
    def help(self) -> str:
        return spoken(self.help_ko, self.help_en)

    @property
    def options(self) -> list[tuple[str, str]]:
        """Pairs of Korean and English."""
        return list(zip(self.options_ko.splitlines(), self.options_en.splitlines(), strict=False))


class InstitutionText(models.Model):
    """An institution's own words on the reporters' pages; an empty side stands for the default."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=8, choices=TextKind)
    text_ko = models.TextField(blank=True)
    text_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="institution_text_unique", fields=["institution", "kind"]),
            models.CheckConstraint(
                name="institution_text_kind_known", condition=models.Q(kind__in=TextKind.values)
            ),
        ]


class ContactChannel(Named):
    """Another way to report than this site: a hotline, a visit, post, fax, e-mail (HL-12)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=7, choices=ChannelKind, default=ChannelKind.HOTLINE)
    address_ko = models.CharField(max_length=300)
    address_en = models.CharField(max_length=300, blank=True)
    hours_ko = models.CharField(max_length=200, blank=True)
    hours_en = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_channel_kind_known", condition=models.Q(kind__in=ChannelKind.values)
            )
        ]

    @property
    def address(self) -> str:
        return spoken(self.address_ko, self.address_en)

    @property
    def hours(self) -> str:
        return spoken(self.hours_ko, self.hours_en)


class TemporaryHoliday(Named):
    """A day the government named late, on which no period ends; holds for affiliates too."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="holidays")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(name="temporary_holiday_unique", fields=["institution", "day"])
        ]
