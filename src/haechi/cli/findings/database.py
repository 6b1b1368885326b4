"""The database and what is in it: integrity, pragmas, migrations, people, outbox, trail."""

import os
from collections.abc import Iterator, Mapping
from itertools import islice

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from haechi.audit.selectors import verify_trail
from haechi.cli.findings.postgres import check_postgres
from haechi.cli.findings.types import Finding, error, note, warning
from haechi.cli.older import why_older
from haechi.custody.selectors import intake_members, on_duty
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.jobs.blobs import missing_blobs
from haechi.jobs.senders import NoMail, senders
from haechi.notifications.channels.config import SettingsInvalid
from haechi.notifications.channels.console import Off
from haechi.notifications.selectors import backlog
from haechi.staff.models import Account

_PRAGMAS = {"journal_mode": "wal", "secure_delete": 1, "synchronous": 2, "foreign_keys": 1}
_MANY = 100
_TRIES = 3


def check_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield error(
            "migrations",
            f"데이터베이스 변경 {len(pending)}건이 남았습니다 / {len(pending)} migrations pending",
            "haechi prepare",
        )


def check_newest() -> Iterator[Finding]:
    """No process starts on it: the doctor says why."""
    if why := why_older():
        yield error(
            "older-database",
            f"데이터베이스가 전에 쓰던 것보다 오래되었습니다 / older than the one that was here: {why}",
            "원래 것을 두거나 haechi database accept-older / put the right one in place, or accept it",
        )


def check_sqlite() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, wanted in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != wanted:
                yield error(
                    "sqlite-pragma",
                    f"SQLite {name}={found}, {wanted}이어야 합니다 / must be {wanted}",
                    "HAECHI_DATABASE_URL을 확인하십시오 / check HAECHI_DATABASE_URL",
                )
        cursor.execute("PRAGMA quick_check(5)")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        orphans = cursor.fetchmany(1)
    if faults or orphans:
        yield error(
            "sqlite-integrity",
            "데이터베이스 파일이 상했습니다 / the database file is damaged",
            "멈추고 백업에서 되살리십시오 / stop, restore from the backup",
        )


def check_people() -> Iterator[Finding]:
    for institution in Institution.objects.filter(status=InstitutionStatus.ACTIVE).order_by("pk"):
        members = intake_members(institution).count()
        if members == 0:
            yield error(
                "intake-desk",
                f"{institution.slug}: 신고를 볼 수 있는 담당자가 없습니다 / nobody at the intake desk",
                f"haechi officer create {institution.slug} …",
            )
        elif members == 1:
            yield warning(
                "intake-desk-single",
                f"{institution.slug}: 접수 담당자가 한 명뿐입니다 / only one officer at the intake desk",
                "한 명을 더 참여시키십시오 / admit a second one",
            )
        idle = [
            c.code for c in institution.categories.filter(is_active=True) if not on_duty(c).exists()
        ]
        if members and idle:
            yield note(
                "duty",
                f"{institution.slug}: 담당이 정해지지 않은 분야 / nobody on duty for: {', '.join(idle)}",
                "접수 담당자 모두에게 알립니다 / everybody at the desk is told",
            )


def check_second_factors() -> Iterator[Finding]:
    with_factor = Authenticator.objects.values("user_id")
    without = Account.objects.filter(is_active=True).exclude(pk__in=with_factor)
    for account in without:
        yield warning(
            "second-factor",
            f"{account.username}: 2단계 인증이 없습니다 / no second factor yet",
            "첫 로그인에서 등록합니다 / it is asked for at the first sign-in",
        )


def check_outbox() -> Iterator[Finding]:
    state = backlog()
    if state.retrying and state.most_attempts >= _TRIES:
        yield warning(
            "outbox-retrying",
            f"보내지 못한 알림 {state.retrying}건을 다시 보냅니다 / {state.retrying} notices are retried",
            "메일 서버와 문자 서비스를 확인하십시오 / check the mail server and the SMS gateway",
        )
    if state.waiting > _MANY:
        yield warning(
            "outbox-waiting",
            f"알림 {state.waiting}건이 기다립니다 / {state.waiting} notices wait",
            "haechi worker가 실행 중인지 확인하십시오 / is `haechi worker` running?",
        )
    if state.failed:
        yield note(
            "outbox-failed",
            f"가지 못한 알림 {state.failed}건 / {state.failed} notices were given up",
            "담당자 사이트에서 원인을 보십시오 / the staff site shows why",
        )


def check_senders(variables: Mapping[str, str]) -> Iterator[Finding]:
    try:
        found = senders(variables)
    except SettingsInvalid as invalid:
        yield error("senders", f"알림 설정이 잘못되었습니다 / {invalid}", "docs/settings.md")
        return
    if isinstance(found.sms, Off) and isinstance(found.mail, NoMail):
        yield warning(
            "senders-off",
            "담당자에게 알림이 가지 않습니다 / officers are not told: neither SMS nor mail is set up",
            "HAECHI_SMS_GATEWAY, HAECHI_MAIL_HOST",
        )


def check_blobs() -> Iterator[Finding]:
    lost = list(islice(missing_blobs(), 1000))
    if lost:
        yield error(
            "blobs",
            f"첨부파일 {len(lost)}개가 저장소에 없습니다 / {len(lost)} attachments have no blob",
            "HAECHI_BLOB_DIR을 확인하고 백업에서 되살리십시오 / check it, restore from the backup",
        )


def check_trail() -> Iterator[Finding]:
    verdict = verify_trail()
    if not verdict.holds:
        yield error(
            "trail",
            f"접속기록이 {verdict.broken_at}번에서 어긋납니다 / the trail breaks there: "
            f"{verdict.reason}",
            "haechi audit verify",
        )


def check_all() -> Iterator[Finding]:
    """Everything about the database; what follows pending migrations would only confuse."""
    yield from check_newest()
    pending = list(check_migrations())
    yield from pending
    yield from check_sqlite()
    yield from check_postgres()
    yield from check_senders(os.environ)
    if pending:
        return
    for check in (check_people, check_second_factors, check_outbox, check_blobs, check_trail):
        yield from check()
