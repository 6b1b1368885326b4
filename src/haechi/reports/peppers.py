"""Which pepper a report's locator stands under, and finding a report among all of them (docs/adr/015).

A reporter gives key and password and names no institution: one Argon2id evaluation, then one hash for each
institution. Reports of release 0.1 stand under one pepper for all and cost a second evaluation as long as
there are any.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings

from haechi.crypto.credentials import (
    Credential,
    credential_of,
    derive_first_credential,
    locator_of,
    pepper_for,
    stretch,
)
from haechi.crypto.secrets_store import FIRST, brought_peppers
from haechi.crypto.types import Locator, ReportKey, Stretched
from haechi.institutions.models import Institution
from haechi.reports.models import Report


@dataclass(frozen=True)
class Found:
    """The report that answers to a key and password."""

    report_id: uuid.UUID
    credential: Credential


def pepper_of(institution_id: int) -> bytes:
    """The pepper that reports of this institution stand under."""
    brought = brought_peppers(settings.SECRETS_DIR).get(institution_id)
    return brought or pepper_for(settings.PEPPER_PROOF, institution_id)


def find_report(key: ReportKey, password: str) -> Found | None:
    """The same work whether a report answers or none does (HL-4)."""
    stretched = stretch(key, password)
    under = {locator_of(stretched, pepper=pepper): pepper for pepper in _peppers()}
    first = {each.locator: each for each in _first(key, password)}
    wanted = [*under, *first]
    for report_id, locator in Report.threads.filter(locator__in=wanted).values_list(
        "pk", "locator"
    ):
        place = Locator(bytes(locator))
        pepper = under.get(place)
        credential = credential_of(stretched, pepper=pepper) if pepper else first[place]
        return Found(report_id, credential)
    return None


def is_taken_elsewhere(stretched: Stretched, own: Locator) -> bool:
    """True where key and password would find a report of another institution too (one in 10^12)."""
    others = {locator_of(stretched, pepper=pepper) for pepper in _peppers()} - {own}
    return Report.threads.filter(locator__in=others).exists()


def _first(key: ReportKey, password: str) -> list[Credential]:
    if not Report.threads.filter(derivation=1).exists():
        return []
    brought = brought_peppers(settings.SECRETS_DIR, FIRST).values()
    peppers = {settings.PEPPER_PROOF, *brought}
    return [derive_first_credential(key, password, pepper=each) for each in sorted(peppers)]


def _peppers() -> list[bytes]:
    brought = brought_peppers(settings.SECRETS_DIR)
    numbers = Institution.objects.order_by("pk").values_list("pk", flat=True)
    return [brought.get(n) or pepper_for(settings.PEPPER_PROOF, n) for n in numbers]
