"""Which environment each process gets: its zone's settings and nothing of another zone's."""

from collections.abc import Mapping
from typing import Final

_SYSTEM: Final = frozenset(
    {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONPATH",
     "COVERAGE_PROCESS_START", "NO_COLOR", "TERM"}
)  # fmt: skip
_WORKER_ONLY: Final = ("HAECHI_SMS_", "HAECHI_MAIL_")
_STAFF_ONLY: Final = ("HAECHI_STAFF_",)
_METRICS: Final = ("HAECHI_METRICS_",)
_SIGN_ON: Final = ("HAECHI_STAFF_SIGN_ON_",)  # its file of providers is readable to the site alone
_BARRED: Final = {
    "reporter": (*_WORKER_ONLY, *_STAFF_ONLY, *_METRICS),
    "staff": _WORKER_ONLY,
    "worker": (*_METRICS, *_SIGN_ON),
}


_RECORDER: Final = ("HAECHI_DATA_DIR", "HAECHI_RECORDER_", "HAECHI_SIP_", "HAECHI_RTP_")
_RECORDER_NOT: Final = (
    "HAECHI_RECORDER_DIRS",
    "HAECHI_RECORDER_NEXT_HOP",
    "HAECHI_RECORDER_PEERS",
    "HAECHI_RECORDER_EXEMPT",
)

_DATABASE: Final = "HAECHI_DATABASE_URL"
_ZONE_DATABASES: Final = (
    "HAECHI_DATABASE_URL_REPORTER",
    "HAECHI_DATABASE_URL_STAFF",
    "HAECHI_DATABASE_URL_WORKER",
)


def zone_environment(
    zone: str, variables: Mapping[str, str], *, as_owner: bool = False
) -> dict[str, str]:
    """The variables a process of `zone` is started with: gateway passwords go to the worker alone.

    Each zone connects to the database as its own role where `HAECHI_DATABASE_URL_<ZONE>` names one;
    `as_owner` leaves the owner's address, for migrations.
    """
    kept = {
        name: value
        for name, value in variables.items()
        if name in _SYSTEM
        or name.startswith("LC_")
        or (name.startswith("HAECHI_") and not name.startswith(_BARRED[zone]))
    }
    own = kept.get(f"{_DATABASE}_{zone.upper()}")
    kept = {name: value for name, value in kept.items() if name not in _ZONE_DATABASES}
    if own and not as_owner:
        kept[_DATABASE] = own
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": f"haechi.config.settings.{zone}",
        "PYTHONUNBUFFERED": "1",
    }


def recorder_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """What the recorder is started with: its own settings, no address of a database, no secret of a gateway."""
    kept = {
        name: value
        for name, value in variables.items()
        if name in _SYSTEM
        or name.startswith("LC_")
        or (name.startswith(_RECORDER) and name not in _RECORDER_NOT)
    }
    return {**kept, "PYTHONUNBUFFERED": "1"}
