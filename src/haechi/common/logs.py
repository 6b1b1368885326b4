"""Logging of each zone. The reporter zone logs what broke and where in the code, nothing else."""

import logging
import traceback
from typing import Any


class PlaceOnly(logging.Formatter):
    """Level, logger and, of an exception, its type and code lines: a message could carry content."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return f"{line} {record.module}:{record.lineno}"
        frames = traceback.extract_tb(record.exc_info[2])[-6:]
        places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        return f"{line} {record.exc_info[0].__name__} at {places}"


def where(error: BaseException) -> str:
    """File and line in which it was raised: what a log may say of a fault whose words may hold content."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def reporter_logging() -> dict[str, Any]:
    """Nothing about a visit: no path, no message text, no time (the journal's is the operator's)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"place": {"()": "haechi.common.logs.PlaceOnly"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "place", "level": "ERROR"},
            "null": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": "ERROR"},
        "loggers": {
            name: {"handlers": ["null"], "propagate": False}
            for name in ("django.server", "uvicorn.access", "django.security", "django.request.4xx")
        }
        | {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
    }


def staff_logging() -> dict[str, Any]:
    """Ordinary logs with times; the trail of accesses lies in the database."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "haechi": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
    }
