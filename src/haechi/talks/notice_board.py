"""What the reporter's site publishes of participation codes: the feed; and the addresses that officers copy."""

import hmac

from django.conf import settings

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.talks.announcing import Announcement, feed_of
from haechi.talks.codes import written
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.rotation import codes_from


def talk_url(slug: str) -> str:
    """The full address of an institution's Talk."""
    return f"{settings.REPORTER_URL}/{slug}/talk/"


def feed_url(row: TalkSettings) -> str:
    """The full address of the feed; "" where there is none yet."""
    return f"{talk_url(row.institution.slug)}feed/{row.feed}.atom" if row.feed else ""


def messenger_url(row: TalkSettings) -> str:
    """Where the messenger's bot asks."""
    return f"{talk_url(row.institution.slug)}messenger/{row.messenger}" if row.messenger else ""


def announcement_of(code: ParticipationCode, row: TalkSettings) -> Announcement:
    """What notice, sheet and feed say of a code."""
    institution = row.institution
    return Announcement(
        institution_ko=institution.name_ko,
        institution_en=institution.name_en,
        code=written(code.text),
        first_day=code.first_day,
        last_day=code.last_day,
        url=talk_url(institution.slug),
        hours_ko=row.hours_ko,
        hours_en=row.hours_en,
    )


def feed(institution: Institution, token: str, *, language: str) -> bytes | None:
    """The Atom feed: the code that is valid today, and none of another day. None: no such feed."""
    row = TalkSettings.objects.filter(institution=institution, is_on=True).first()
    if row is None or not row.feed or not hmac.compare_digest(row.feed.encode(), token.encode()):
        return None
    day = today()
    told = [
        announcement_of(code, row) for code in codes_from(institution, day) if code.is_valid_on(day)
    ]
    return feed_of(told, address=feed_url(row), language=language)
