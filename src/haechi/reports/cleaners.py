"""The process's cleaner, started when the first file comes."""

from functools import cache

from django.conf import settings

from haechi.cleaning import Cleaner, Limits


@cache
def cleaner() -> Cleaner:
    return Cleaner(
        spool_dir=settings.SPOOL_DIR,
        limits=Limits(seconds=settings.CLEANING_SECONDS),
        workers=settings.CLEANING_WORKERS,
    )
