"""How practice is sealed: a data key a report, half of it in the session's erasure key."""

import json
import secrets
from dataclasses import asdict

from haechi.crypto.aead import open_text, place, seal_text
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import Buffer, DataKey, KeyPair, PublicKey, Sealed
from haechi.custody.models import DeskEpoch
from haechi.practice.models import PracticeDepartment, PracticeName, PracticeSession
from haechi.practice.types import Line, SentFile, Talk
from haechi.reports.sealing import data_key_of

NAME_LENGTH = 40


def talk_place(report_id: object) -> bytes:
    return place("practice", str(report_id), "talk")


def seal_talk(key: DataKey, report_id: object, talk: Talk) -> Sealed:
    return seal_text(key, json.dumps(asdict(talk), ensure_ascii=False), talk_place(report_id))


def open_talk(key: DataKey, report_id: object, sealed: Buffer) -> Talk:
    found = json.loads(open_text(key, sealed, talk_place(report_id)))
    files = tuple(
        SentFile(
            name=item["name"],
            size=item["size"],
            removed=tuple((code, detail) for code, detail in item["removed"]),
            warnings=tuple(item["warnings"]),
        )
        for item in found["files"]
    )
    lines = tuple(Line(**item) for item in found["lines"])
    return Talk(found["category"], found["sent_on"], files, lines)


def seal_name(
    name: str,
    *,
    session: PracticeSession,
    department: PracticeDepartment | None,
    epoch: DeskEpoch,
    erasure: Buffer,
) -> PracticeName:
    """An unsaved row that the desk's members alone can read, until the session's key is gone."""
    secret = secrets.token_bytes(32)
    row = PracticeName(session=session, department=department, epoch=epoch)
    row.sealed_key = seal_to(PublicKey(bytes(epoch.public_key)), secret)
    row.sealed_name = seal_text(data_key_of(secret, erasure), name, _name_place(row))
    return row


def open_name(row: PracticeName, desk: KeyPair, erasure: Buffer) -> str:
    """Raises CannotOpen: another desk's, or changed."""
    key = data_key_of(open_with(desk, row.sealed_key), erasure)
    return open_text(key, row.sealed_name, _name_place(row))


def _name_place(row: PracticeName) -> bytes:
    return place("practice name", str(row.pk), str(row.session_id), str(row.department_id))
