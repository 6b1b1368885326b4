"""`haechi restore FOLDER`: lay a backup out into an empty data folder (SQLite).

For PostgreSQL see docs/operations.md.
"""

import argparse
import getpass
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from haechi.audit.types import command_line
from haechi.cli.older import accept_older, why_older
from haechi.continuity.marks import known_generation
from haechi.jobs.backups import KEYS_FILE, BackupFailed, put_blobs_back, restore_sqlite


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="백업 폴더 / where backups are kept")
    parser.add_argument(
        "--blobs",
        action="store_true",
        help="파일만 저장소에 되돌림 (PostgreSQL) / only the files, into the store",
    )
    parser.add_argument(
        "--accept-older",
        action="store_true",
        help="이 자료 폴더가 아는 것보다 오래된 백업도 / also a backup older than this folder knows",
    )
    parser.add_argument("--archive", type=Path, help="기본값: 가장 새것 / default: the newest")


def run(arguments: argparse.Namespace) -> int:
    folder = arguments.folder.resolve()
    if arguments.blobs:
        return _blobs(folder)
    archives = sorted((folder / "data").glob("*.sqlite3"))
    archive = arguments.archive or (archives[-1] if archives else folder / "missing")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    if not arguments.accept_older and (age := _behind(archive)):
        print(
            "이 백업은 이 자료 폴더에서 마지막으로 쓰던 데이터베이스보다 오래되었습니다"
            f" ({age}). 그 뒤의 신고가 없어집니다. 알고 하시면 --accept-older. / the backup is older"
            " than the database that was here: reports since are missing from it",
            file=sys.stderr,
        )
        return 1
    try:
        done = restore_sqlite(folder, archive, database)
    except BackupFailed as error:
        print(f"되살리지 못했습니다 / not restored: {error}", file=sys.stderr)
        return 1
    print(f"되살림 / restored: {archive.name}, {done.reports}")
    if arguments.accept_older and why_older():
        accept_older(actor=command_line(getpass.getuser()), keys=folder / KEYS_FILE)
    if done.unreadable:
        print(
            f"백업 뒤에 파기된 {done.unreadable}건은 열리지 않습니다."
            f" / {done.unreadable} reports destroyed since the backup stay closed."
        )
    return 0


def _blobs(folder: Path) -> int:
    """For PostgreSQL, whose own tool restores the database."""
    try:
        count = put_blobs_back(folder / "blobs")
    except OSError as error:
        print(f"되살리지 못했습니다 / not restored: {error.strerror}", file=sys.stderr)
        return 1
    print(f"파일 {count}개를 저장소에 되돌렸습니다 / {count} files put back into the store")
    return 0


def _behind(archive: Path) -> str:
    """How far the archive is behind what this folder last saw; empty where it is not."""
    known = known_generation()
    if not known or not archive.exists():
        return ""
    with closing(sqlite3.connect(f"file:{quote(str(archive))}?mode=ro", uri=True)) as opened:
        try:
            found = opened.execute("SELECT max(number) FROM continuity_generation").fetchone()[0]
        except sqlite3.OperationalError:  # of a release that knew no generations
            found = 0
    return f"{found or 0} < {known}" if (found or 0) < known else ""
