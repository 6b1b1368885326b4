"""The process's cleaner, started when the first file comes."""

from functools import cache

from django.conf import settings

from haechi.cleaning import Cleaner, Limits


@cache
def cleaner() -> Cleaner:
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Cleaner(
        spool_dir=settings.SPOOL_DIR,
        limits=Limits(seconds=settings.CLEANING_SECONDS),
        workers=settings.CLEANING_WORKERS,
    )
