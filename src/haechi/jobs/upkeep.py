"""Forgetting in time, and keeping the database file small."""

import time
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection

from haechi.common.clock import today
from haechi.reports.models import Report
from haechi.reports.throttle import purge_idle

TAG_DAYS = 2  # as long as a form sent twice can come: yesterday's page


def forget_submission_tags() -> int:
    """The tag ties a report to the page that sent it; it has done its work after two days."""
    old = Report.threads.filter(
        submission_tag__isnull=False, received_on__lt=today() - timedelta(days=TAG_DAYS)
    )
    return old.update(submission_tag=None)


def forget_misses() -> None:
    purge_idle(moment=time.time())


def forget_sessions() -> None:
    """Expired sessions of officers."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def tidy_database() -> None:
    """SQLite: fold the write-ahead log into the file and empty it, so that old pages do not linger."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA optimize")
