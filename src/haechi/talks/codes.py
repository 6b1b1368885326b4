"""Finding the participation code that is valid."""

import hmac
from datetime import date

from django.db.models import F, Q

from haechi.institutions.models import Institution
from haechi.talks.models import ParticipationCode
from haechi.talks.typed import LENGTH, MalformedCode, draw_code, read_code, written

__all__ = [
    "LENGTH",
    "MalformedCode",
    "count_opened",
    "draw_code",
    "matching_code",
    "read_code",
    "valid_codes",
    "written",
]


def valid_codes(institution: Institution, day: date) -> list[ParticipationCode]:
    """Those that open a chat on that day: mostly one."""
    rows = ParticipationCode.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day),
        institution=institution,
        first_day__lte=day,
        replaced_on__isnull=True,
    )
    return list(rows)


def matching_code(institution: Institution, code: str, day: date) -> ParticipationCode | None:
    """The same work for a code that was never given, is past its days or was replaced."""
    found = None
    for each in valid_codes(institution, day):
        if hmac.compare_digest(each.text.encode(), code.encode()):
            found = each
    return found


def count_opened(code: ParticipationCode) -> None:
    ParticipationCode.objects.filter(pk=code.pk).update(opened=F("opened") + 1)
