"""Taking an institution in from an archive, all at once; `contents.look` has read it before."""

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.blobstore.services import delete_blob, write_blob
from haechi.common.clock import today
from haechi.continuity.models import Arrival
from haechi.crypto.secrets_store import FIRST, brought_peppers, drop_pepper, keep_pepper
from haechi.institutions.models import RESERVED, Institution
from haechi.moving.archive import ArchiveReader, Progress
from haechi.moving.contents import Contents, Told, rows_of, table_in
from haechi.moving.errors import ArchiveRefused, CannotMove
from haechi.moving.rows import new_row
from haechi.moving.tables import Table, table_of
from haechi.reports.models import Report
from haechi.staff.models import Account
from haechi.staff.services import seal_contact

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Place:
    """As what it comes: `slug` in addresses, `user_prefix` before user names, under `parent`."""

    slug: str
    user_prefix: str = ""
    parent: Institution | None = None


def obstacles(contents: Contents, place: Place) -> list[str]:
    """Why it cannot come as asked, each with what to do; empty where it can."""
    found = []
    if place.slug in RESERVED or Institution.objects.filter(slug=place.slug).exists():
        found.append(
            f"짧은 이름 {place.slug}은(는) 쓰고 있습니다. --as 다른이름 / the short name is taken: --as NAME"
        )
    wanted = [place.user_prefix + name for name in contents.users]
    taken = sorted(Account.objects.filter(username__in=wanted).values_list("username", flat=True))
    if taken:
        found.append(
            f"사용자 이름이 겹칩니다: {', '.join(taken)}. --user-prefix 앞글자"
            " / user names are taken: --user-prefix TEXT"
        )
    return found


def take_in(
    *, actor: Actor, path: Path, passphrase: str, contents: Contents, place: Place, told: Told
) -> Institution:
    """Store the blobs, then every row in one transaction; on failure nothing stays.

    Raises:
        CannotMove: it is here already, or no longer the file that was looked at.
    """
    blobs: dict[str, str] = {}
    arriving = _Arriving(contents, place)
    try:
        with ArchiveReader(path, passphrase) as reader:
            rows = _blobs_first(reader.members(), blobs, told)
            first = next(rows, None)  # all blobs are stored by then; no lock is held meanwhile
            with transaction.atomic():
                for name, size, source in chain([first] if first else [], rows):
                    arriving.add(name, source.read(size), blobs)
                if reader.sha256 != contents.sha256:
                    raise CannotMove("그 사이에 파일이 바뀌었습니다 / the file changed meanwhile")
                return arriving.finish(actor)
    except IntegrityError:
        _undo(blobs, arriving)
        raise CannotMove(
            "이 기관의 자료가 이미 여기 있습니다 / data of this institution are here already"
        ) from None
    except BaseException:
        _undo(blobs, arriving)
        raise


def _undo(blobs: dict[str, str], arriving: "_Arriving") -> None:
    for name in blobs.values():
        delete_blob(name)
    if arriving.number is not None:
        drop_pepper(settings.SECRETS_DIR, arriving.number)


def _blobs_first(
    members: Iterator[tuple[str, int, BinaryIO]], blobs: dict[str, str], told: Told
) -> Iterator[tuple[str, int, BinaryIO]]:
    """Stores each blob under a fresh name and hands on the rest; the file has blobs before rows."""
    progress = Progress()
    for name, size, source in members:
        if name.startswith("blobs/"):
            blobs[name.removeprefix("blobs/")] = write_blob(_chunks(source))
            progress.blobs += 1
            progress.bytes += size
            told(progress)
        elif name.startswith("rows/"):
            yield name, size, source
            progress.rows += 1
            told(progress)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


class _Arriving:
    """Rows on their way in: keys are given anew, references follow; UUIDs stay, contents are bound to them."""

    def __init__(self, contents: Contents, place: Place) -> None:
        self._contents, self._place = contents, place
        self._keys: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        self._merged: dict[Any, Any] = {}
        self.number: int | None = None

    def add(self, name: str, data: bytes, blobs: dict[str, str]) -> None:
        """Insert the rows of one member."""
        batch: list[tuple[Any, Model]] = []
        table = table_in(name)
        if not table.is_imported:
            return
        for _, values in rows_of(name, data):
            batch.append((values.get(_pk(table)), self._row(table, values, blobs)))
        if not batch:
            return
        made = table.model._default_manager.bulk_create([row for _, row in batch])
        for (old, _), row in zip(batch, made, strict=True):
            self._keys[table.label][old] = row.pk
        if table.label == "institutions.Institution":
            self.number = made[0].pk

    def _row(self, table: Table, values: dict[str, Any], blobs: dict[str, str]) -> Model:
        old = values.get(_pk(table))
        for each in table.fields():
            if each.is_relation and values.get(each.attname) is not None and not _is_self(each):
                label = cast("type[Model]", each.related_model)._meta.label
                values[each.attname] = self._moved(label, values[each.attname])
        for name, label in table.numbers.items():
            values[name] = self._moved(label, values[name])
        if table.model._meta.pk.get_internal_type() in {"BigAutoField", "AutoField"}:
            values.pop(_pk(table), None)
        if table.blob:
            values[table.blob] = _known(blobs, values[table.blob])
        self._fit(table.label, values, old)
        return new_row(table, values)

    def _moved(self, label: str, key: Any) -> Any:  # noqa: ANN401
        try:
            return self._keys[label][key]
        except KeyError:
            raise ArchiveRefused("어긋난 참조가 있습니다 / a reference leads nowhere") from None

    def _fit(self, label: str, values: dict[str, Any], old: Any) -> None:  # noqa: ANN401
        """What must differ here."""
        if label == "institutions.Institution":
            values |= {"slug": self._place.slug, "parent": self._place.parent}
        elif label == "staff.Account":
            values["username"] = self._place.user_prefix + values["username"]
            values["contact"] = seal_contact(phone="", email="")
        elif label == "inbox.InternalNote":
            values["sealed_as"] = values.get("sealed_as") or self._author(values)
        elif label == "reports.Report" and values.get("merged_into_id"):
            self._merged[old] = values.pop("merged_into_id")

    def _author(self, values: dict[str, Any]) -> int:
        """The number the author had there: the note's seal is bound to it."""
        back = {new: old for old, new in self._keys["custody.Officer"].items()}
        return int(back[values["officer_id"]])

    def finish(self, actor: Actor) -> Institution:
        """What the rows do not hold: references among reports, the pepper, the trail."""
        if self.number is None:
            raise ArchiveRefused("기관이 들어 있지 않습니다 / it holds no institution")
        for report, into in self._merged.items():
            Report.threads.filter(pk=report).update(merged_into_id=into)
        self._check_all_there()
        institution = Institution.objects.get(pk=self.number)
        self._keep_peppers()
        sha256 = self._contents.sha256
        Arrival.objects.create(institution_id=self.number, sha256=sha256, arrived_on=today())
        record(
            actor=actor,
            action=Action.INSTITUTION_IMPORTED,
            subject=f"institution:{self.number}",
            institution_id=self.number,
            detail={"sha256": sha256, "reports": self._contents.counts["reports.Report"]},
        )
        return institution

    def _check_all_there(self) -> None:
        for label, count in self._contents.counts.items():
            table = table_of(label)
            if table and table.is_imported and len(self._keys[label]) != count:
                raise ArchiveRefused("빠진 줄이 있습니다 / rows are missing")

    def _keep_peppers(self) -> None:
        """The number may be one that an import gave back when it was killed: its file is rubbish then."""
        number, folder = self.number or 0, settings.SECRETS_DIR
        if number in brought_peppers(folder):
            drop_pepper(folder, number)
        keep_pepper(folder, number, self._contents.peppers["pepper"])
        with contextlib.suppress(KeyError):
            keep_pepper(folder, number, self._contents.peppers["first_pepper"], FIRST)


def _pk(table: Table) -> str:
    return str(table.model._meta.pk.attname)


def _is_self(each: Any) -> bool:  # noqa: ANN401
    return each.related_model is each.model


def _known(blobs: dict[str, str], name: str) -> str:
    try:
        return blobs[name]
    except KeyError:
        raise ArchiveRefused("첨부파일이 빠져 있습니다 / a file is missing") from None
