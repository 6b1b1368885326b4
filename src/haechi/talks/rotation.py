"""Participation codes by the calendar (TK-2): one is valid on every day, the next is known beforehand.

The worker looks every few minutes. It makes the next code while the present one still runs, so that the
notice of tomorrow can be posted today and nobody waits for the worker at midnight.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.talks.codes import draw_code
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.types import Rotation

AHEAD = 3  # days before the last one on which the next code is made
KEPT = 365  # days that a code and its count stay after its last day
_SUNDAY = 6

Span = tuple[date, date | None]


def span_of(rotation: Rotation, day: date) -> Span:
    """First and last day of a code that begins on `day`: weeks end on Sunday."""
    if rotation == Rotation.BY_HAND:
        return day, None
    if rotation == Rotation.DAILY:
        return day, day
    return day, day + timedelta(days=_SUNDAY - day.weekday())


def codes_from(institution: Institution, day: date) -> list[ParticipationCode]:
    """The code valid on `day`, then those of later days; those replaced are left out."""
    rows = ParticipationCode.objects.filter(institution=institution, replaced_on__isnull=True)
    return list(rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=day)).order_by("first_day"))


def provide_all() -> int:
    """Make what is missing at every institution that offers Talk; return how many codes."""
    forget_old(today())
    rows = TalkSettings.objects.filter(
        is_on=True, institution__status=InstitutionStatus.ACTIVE
    ).values_list("pk", flat=True)
    return sum(provide(institution_id, today()) for institution_id in list(rows))


@transaction.atomic
def provide(institution_id: int, day: date) -> int:
    """Make the code of `day` and the one after it where they are missing; return how many."""
    settings = TalkSettings.objects.select_for_update().get(pk=institution_id)
    if not settings.is_on:
        return 0
    made = 0
    rotation = Rotation(settings.rotation)
    codes = codes_from(settings.institution, day)
    if not codes or codes[0].first_day > day:
        first, last = span_of(rotation, day)
        if codes and (last is None or last >= codes[0].first_day):
            last = codes[0].first_day - timedelta(days=1)
        codes.insert(0, make_code(settings.institution, first, last))
        made += 1
    last = codes[0].last_day
    if last is not None and len(codes) == 1 and last - day <= timedelta(days=AHEAD):
        make_code(settings.institution, *span_of(rotation, last + timedelta(days=1)))
        made += 1
    return made


def make_code(institution: Institution, first: date, last: date | None) -> ParticipationCode:
    """A code that the institution never had."""
    while True:
        text = draw_code()
        if not ParticipationCode.objects.filter(institution=institution, text=text).exists():
            return ParticipationCode.objects.create(
                institution=institution, text=text, first_day=first, last_day=last
            )


def reschedule(settings: TalkSettings, day: date) -> None:
    """After the rotation was changed: the code of today stays valid until the new plan's end of it."""
    codes = codes_from(settings.institution, day)
    later = [code.pk for code in codes if code.first_day > day]
    ParticipationCode.objects.filter(pk__in=later).update(replaced_on=day)
    if codes and codes[0].first_day <= day:
        _first, last = span_of(Rotation(settings.rotation), day)
        ParticipationCode.objects.filter(pk=codes[0].pk).update(last_day=last)


def replace(code: ParticipationCode, day: date) -> ParticipationCode:
    """Another code in its place, on its days that are left; the old one opens nothing from now on."""
    ParticipationCode.objects.filter(pk=code.pk).update(replaced_on=day)
    return make_code(code.institution, max(day, code.first_day), code.last_day)


def forget_old(day: date) -> None:
    """Delete what ended more than `KEPT` days before `day`."""
    limit = day - timedelta(days=KEPT)
    by_hand = Q(last_day__isnull=True, replaced_on__lt=limit)
    ParticipationCode.objects.filter(Q(last_day__lt=limit) | by_hand).delete()
