"""Other channels: hotline, visit, post, fax, e-mail (HL-12)."""

from typing import Final

from django.db import transaction

from haechi.administration.errors import TooMany
from haechi.administration.order import Step, move
from haechi.administration.trail import settings_changed
from haechi.institutions.models import ContactChannel, Institution
from haechi.staff.types import OfficerAtWork

MOST: Final = 20


@transaction.atomic
def save_channel(*, actor: OfficerAtWork, channel: ContactChannel) -> None:
    """Save a new or changed channel of the actor's institution.

    Raises:
        TooMany: there are `MOST` already.
        django.core.exceptions.ValidationError: something is missing or too long.
    """
    institution = actor.officer.institution
    channel.institution = institution
    if channel.pk is None:
        Institution.objects.select_for_update().get(pk=institution.pk)
        if institution.channels.count() >= MOST:
            raise TooMany(MOST)
    channel.full_clean()
    channel.save()
    settings_changed(actor, "channel", channel.pk)


@transaction.atomic
def move_channel(*, actor: OfficerAtWork, channel: ContactChannel, step: Step) -> bool:
    """One place up or down; False, and no row in the trail, where there is no such place."""
    moved = move(actor.officer.institution.channels.select_for_update(), channel.pk, step)
    if moved:
        settings_changed(actor, "channel moved", channel.pk)
    return moved


@transaction.atomic
def remove_channel(*, actor: OfficerAtWork, channel: ContactChannel) -> None:
    key = channel.pk
    channel.delete()
    settings_changed(actor, "channel removed", key)
