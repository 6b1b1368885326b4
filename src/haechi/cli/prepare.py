"""`haechi prepare`: everything a data folder needs before the sites start; a second time changes nothing."""

import argparse
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import haechi
from haechi.cli.database import apply_grants, roles_exist
from haechi.cli.lost_secrets import DRAW
from haechi.cli.older import refuses
from haechi.cli.static import collect_static
from haechi.common.catalogues import compile_catalogues
from haechi.crypto.credentials import KEY_ALPHABET
from haechi.institutions.models import Institution

_CODE_GROUPS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--first-run",
        action="store_true",
        help="기관이 없으면 첫 설정 코드를 만듦 / make the set-up code where there is no institution",
    )
    parser.add_argument(  # obeyed before the settings are loaded: cli/main.py
        DRAW,
        action="store_true",
        help="자료가 있어도 잃은 비밀을 새로 만듦: 신고자가 다시 들어올 수 없음"
        " / draw lost secrets anew beside data: its reporters are locked out for good",
    )


def run(arguments: argparse.Namespace) -> int:
    make_folders()
    if refuses():
        return 1
    if compile_catalogues(Path(haechi.__file__).parent):
        print("  한국어 문구 / Korean texts")
    if migrate():
        if roles_exist():  # new tables have no rights yet
            apply_grants()
        print("  데이터베이스 / database")
    if collect_static():
        print("  정적 파일 / static files")
    if arguments.first_run:
        make_setup_code()
    return 0


def make_folders() -> None:
    """The folders of an installation, readable by their owner alone."""
    for folder in (settings.DATA_DIR, settings.BLOB_DIR, settings.SPOOL_DIR, settings.LIVE_DIR):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)


def migrate() -> bool:
    """Apply what is pending; False when nothing is."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def make_setup_code() -> bool:
    """The one-time code that the wizard asks for; none once there is an institution."""
    path = Path(settings.SETUP_CODE_FILE)
    if path.exists() or Institution.objects.exists():
        return False
    groups = ("".join(secrets.choice(KEY_ALPHABET) for _ in range(4)) for _ in range(_CODE_GROUPS))
    path.touch(mode=0o600)
    path.write_text("-".join(groups) + "\n")
    return True
