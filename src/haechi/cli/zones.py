"""Which environment each process gets: its zone's settings and nothing of another zone's."""

from collections.abc import Mapping
from typing import Final

_SYSTEM: Final = frozenset(
    {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONPATH",
     "COVERAGE_PROCESS_START", "NO_COLOR", "TERM"}
)  # fmt: skip
_WORKER_ONLY: Final = ("HAECHI_SMS_", "HAECHI_MAIL_")
_STAFF_ONLY: Final = ("HAECHI_STAFF_",)
_BARRED: Final = {
    "reporter": (*_WORKER_ONLY, *_STAFF_ONLY),
    "staff": _WORKER_ONLY,
    "worker": (),
}


def zone_environment(zone: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables a process of `zone` is started with: gateway passwords go to the worker alone."""
    kept = {
        name: value
        for name, value in variables.items()
        if name in _SYSTEM
        or name.startswith("LC_")
        or (name.startswith("HAECHI_") and not name.startswith(_BARRED[zone]))
    }
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": f"haechi.config.settings.{zone}",
        "PYTHONUNBUFFERED": "1",
    }
