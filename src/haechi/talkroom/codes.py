"""What an officer does with participation codes and the settings of Talk. Each act is one row in the trail."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role
from haechi.talkroom.errors import NoSuchCode
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.rotation import codes_from, provide, replace, reschedule
from haechi.talks.types import Rotation

MANAGERS = (Role.HEAD, Role.ADMINISTRATOR)
READERS = (Role.HEAD, Role.OFFICER)
_FEED_BYTES = 24  # 192 bits: nobody finds the feed's address by trying


@dataclass(frozen=True)
class Plan:
    """What the settings page says. Hours both or neither."""

    is_on: bool
    rotation: Rotation
    hours_ko: str = ""
    hours_en: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    messenger: str = ""


def settings_of(institution: Institution) -> TalkSettings:
    """Its settings; unsaved and off where there are none."""
    found = TalkSettings.objects.filter(institution=institution).first()
    return found or TalkSettings(institution=institution)


@transaction.atomic
def save_settings(*, actor: OfficerAtWork, plan: Plan) -> TalkSettings:
    """Store the plan; from now on there is a code, where Talk is on.

    Raises:
        NotAllowed: neither head of audit nor administrator.
    """
    if actor.role not in MANAGERS:
        raise NotAllowed
    institution = actor.officer.institution
    before = settings_of(institution)
    row, _made = TalkSettings.objects.update_or_create(
        institution=institution, defaults={**vars(plan), "feed": before.feed or _new_feed()}
    )
    if before.rotation != plan.rotation:
        reschedule(row, today())
    provide(institution.pk, today())
    _leave_row(actor, Action.SETTINGS_CHANGED, settings="talk", on=plan.is_on)
    return row


@transaction.atomic
def renew_feed(*, actor: OfficerAtWork) -> None:
    """Give the feed another address; the old one is gone at once.

    Raises:
        NotAllowed: as `save_settings`.
    """
    if actor.role not in MANAGERS:
        raise NotAllowed
    TalkSettings.objects.filter(institution=actor.officer.institution).update(feed=_new_feed())
    _leave_row(actor, Action.SETTINGS_CHANGED, settings="talk feed")


@transaction.atomic
def replace_code(*, actor: OfficerAtWork, code_id: int) -> ParticipationCode:
    """Another code at once, because this one leaked or its time has come; open chats go on.

    Raises:
        NotAllowed: an administrator of settings holds no duty for chats.
        NoSuchCode: missing, past, replaced meanwhile or another institution's.
    """
    if actor.role not in READERS:
        raise NotAllowed
    institution = actor.officer.institution
    TalkSettings.objects.select_for_update().filter(institution=institution).first()
    code = next((c for c in codes_from(institution, today()) if c.pk == code_id), None)
    if code is None:
        raise NoSuchCode
    made = replace(code, today())
    _leave_row(actor, Action.TALK_CODE, opened=code.opened)
    return made


@transaction.atomic
def save_quick_answers(*, actor: OfficerAtWork, texts: Sequence[str]) -> None:
    """The sentences that every officer of the institution finds beside a chat.

    Raises:
        NotAllowed: as `replace_code`.
    """
    if actor.role not in READERS:
        raise NotAllowed
    institution = actor.officer.institution
    TalkSettings.objects.update_or_create(
        institution=institution, defaults={"quick_answers": list(texts)}
    )
    _leave_row(actor, Action.SETTINGS_CHANGED, settings="talk answers", count=len(texts))


def _new_feed() -> str:
    return secrets.token_urlsafe(_FEED_BYTES)


def _leave_row(actor: OfficerAtWork, action: Action, **detail: str | int | bool) -> None:
    record(
        actor=actor.trail,
        action=action,
        subject=f"institution:{actor.officer.institution_id}",
        detail=detail,
    )
