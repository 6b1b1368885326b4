"""`haechi restore FOLDER`: lay a backup out into an empty data folder (SQLite).

For PostgreSQL see docs/operations.md.
"""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from haechi.jobs.backups import BackupFailed, restore_sqlite


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="백업 폴더 / where backups are kept")
    parser.add_argument("--archive", type=Path, help="기본값: 가장 새것 / default: the newest")


def run(arguments: argparse.Namespace) -> int:
    folder = arguments.folder.resolve()
    archives = sorted((folder / "data").glob("*.sqlite3"))
    archive = arguments.archive or (archives[-1] if archives else folder / "missing")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    try:
        done = restore_sqlite(folder, archive, database, settings.BLOB_DIR)
    except BackupFailed as error:
        print(f"되살리지 못했습니다 / not restored: {error}", file=sys.stderr)
        return 1
    print(f"되살림 / restored: {archive.name}, {done.reports}")
    if done.unreadable:
        print(
            f"백업 뒤에 파기된 {done.unreadable}건은 열리지 않습니다."
            f" / {done.unreadable} reports destroyed since the backup stay closed."
        )
    return 0
