"""How a report is sealed: one data key, sealed to the desk (or to single officers) and the reporter."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from haechi.crypto.aead import open_text, place, seal_text
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.types import Buffer, DataKey, PublicKey, Sealed
from haechi.custody.models import Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.reports.content import read_content, write_content
from haechi.reports.errors import NobodyLeft
from haechi.reports.models import ReportSeal
from haechi.reports.types import ReportContent


def report_place(report_id: object, field: str) -> bytes:
    """Associated data of one sealed field of one report."""
    return place("report", str(report_id), field)


def seal_content(key: DataKey, report_id: object, content: ReportContent) -> Sealed:
    return seal_text(key, write_content(content), report_place(report_id, "content"))


def open_content(key: DataKey, report_id: object, sealed: Buffer) -> ReportContent:
    return read_content(open_text(key, sealed, report_place(report_id, "content")))


@dataclass(frozen=True)
class NewKeys:
    """A report's keys at birth: `secret` gets sealed, `erasure` gets stored, `data_key` does the work."""

    secret: bytes = field(repr=False)
    erasure: bytes = field(repr=False)

    @property
    def data_key(self) -> DataKey:
        return data_key_of(self.secret, self.erasure)


def new_keys() -> NewKeys:
    return NewKeys(secrets.token_bytes(32), secrets.token_bytes(32))


def data_key_of(secret: bytes, erasure: Buffer) -> DataKey:
    """The data key: neither the sealed secret nor the erasure key alone tells anything of it."""
    digest = blake2b(secret, key=bytes(erasure), person=b"haechi data key", digest_size=32)
    return DataKey(digest.digest())


def seals_for(
    secret: bytes,
    report_id: uuid.UUID,
    institution: Institution,
    excluded: Sequence[Officer],
    *,
    desk: DeskFunction = DeskFunction.INTAKE,
) -> list[ReportSeal]:
    """Unsaved seals of the secret that makes the data key.

    Without exclusions the desk epoch's key opens it. With exclusions the desk's key must not, since
    the excluded sit at that desk: each remaining member and the recovery key get a seal of their own.

    Raises:
        DeskEmpty: the institution has nobody at that desk.
        NobodyLeft: every member was excluded.
    """
    epoch = current_epoch(institution, desk)
    if not excluded:
        sealed = seal_to(PublicKey(bytes(epoch.public_key)), secret)
        return [ReportSeal(report_id=report_id, epoch=epoch, sealed_key=sealed)]
    barred = {officer.pk for officer in excluded}
    remaining = [officer for officer in members(epoch) if officer.pk not in barred]
    if not remaining:
        raise NobodyLeft
    seals = [
        ReportSeal(
            report_id=report_id,
            officer=officer,
            sealed_key=seal_to(PublicKey(bytes(officer.public_key)), secret),
        )
        for officer in remaining
    ]
    if institution.recovery_public_key:
        recovery = seal_to(PublicKey(bytes(institution.recovery_public_key)), secret)
        seals.append(ReportSeal(report_id=report_id, is_recovery=True, sealed_key=recovery))
    return seals
