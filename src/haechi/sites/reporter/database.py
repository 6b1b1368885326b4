"""Database connections around answers that stay open for long."""

from django.db import connection


def release_database() -> None:
    """Close this thread's connection: a stream that stays open would hold it for as long."""
    if not connection.in_atomic_block:
        connection.close()
