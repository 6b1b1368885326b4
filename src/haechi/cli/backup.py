"""`haechi backup FOLDER`: a dated copy of the data, and the one copy of the erasure keys."""

import argparse
import sys
from pathlib import Path

from haechi.jobs.backups import BackupFailed, make_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="백업 폴더 / where backups are kept")


def run(arguments: argparse.Namespace) -> int:
    try:
        made = make_backup(arguments.folder.resolve())
    except BackupFailed as error:
        print(f"백업하지 못했습니다 / the backup failed: {error}", file=sys.stderr)
        return 1
    print(f"백업 / backup: {made.archive}")
    print(
        f"신고 {made.reports}건, 새 파일 {made.blobs_copied}개, 파기된 파일 {made.blobs_removed}개 삭제"
        f" / {made.reports} reports, {made.blobs_copied} new files, {made.blobs_removed} removed"
    )
    print(
        "secrets 폴더는 들어 있지 않습니다. 따로 금고에 두십시오. / Secrets are not in it: keep them in a safe."
    )
    return 0
