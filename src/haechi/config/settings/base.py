"""What all processes share. Operators set HAECHI_* variables; docs/settings.md lists them."""

import os
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from haechi.common.environment import Environment, SettingError
from haechi.config.settings.blobs import blob_storage

env = Environment()

DATA_DIR = env.path("HAECHI_DATA_DIR", Path.cwd() / ".haechi")
SECRETS_DIR = env.path("HAECHI_SECRETS_DIR", DATA_DIR / "secrets")
BLOB_DIR = env.path("HAECHI_BLOB_DIR", DATA_DIR / "blobs")
SPOOL_DIR = env.path("HAECHI_SPOOL_DIR", DATA_DIR / "spool")
LIVE_DIR = env.path("HAECHI_LIVE_DIR", DATA_DIR / "live")
SETUP_CODE_FILE = DATA_DIR / "setup-code"  # protects the first-run wizard; gone once it ended

DEBUG = False
WEB_THREADS = env.number("HAECHI_WEB_THREADS", 16)
ALLOWED_HOSTS = env.words("HAECHI_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("HAECHI_HTTPS")
REPORTER_URL = env.text("HAECHI_REPORTER_URL", "http://127.0.0.1:8600").rstrip("/")
STAFF_URL = env.text("HAECHI_STAFF_URL", "http://127.0.0.1:8601").rstrip("/")
QUICK_EXIT_URL = env.text("HAECHI_QUICK_EXIT_URL", "https://www.weather.go.kr/")
SHOW_MASTHEAD = env.flag("HAECHI_OFFICIAL_MASTHEAD")

MAX_FILE_BYTES = env.number("HAECHI_MAX_FILE_MIB", 2048) * 1024 * 1024
MAX_FILES = env.number("HAECHI_MAX_FILES", 20)
MAX_TEXT_CHARS = env.number("HAECHI_MAX_TEXT_CHARS", 100_000)
CLEANING_SECONDS = env.number("HAECHI_CLEANING_SECONDS", 600)
CLEANING_WORKERS = env.number("HAECHI_CLEANING_WORKERS", 2)

_DOMAIN_APPS = [
    "haechi.continuity",
    "haechi.institutions",
    "haechi.custody",
    "haechi.notifications",
    "haechi.reports",
    "haechi.conversations",
    "haechi.talks",
    "haechi.cases",
    "haechi.applicants",
    "haechi.statistics",
    "haechi.practice",
]
_STAFF_APPS = [
    "haechi.audit",
    "haechi.access_control",
    "haechi.staff",
    "haechi.signon",
    "haechi.inbox",
    "haechi.casework",
    "haechi.publicity",
    "haechi.recordings",
    "haechi.disclosures",
    "haechi.retention",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
REPORTER_APPS = [
    *_DOMAIN_APPS,
    "haechi.sites.common",
    "haechi.sites.reporter",
    "django.contrib.staticfiles",
]
ALL_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    *_DOMAIN_APPS,
    "haechi.sites.common",
    "haechi.sites.staff",  # before allauth: its templates and words are ours
    *_STAFF_APPS,
    "haechi.sites.reporter",
    "django.contrib.staticfiles",
]

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = env.path("HAECHI_STATIC_DIR", DATA_DIR / "static")
STORAGES = {
    "default": blob_storage(env, BLOB_DIR),
    "staticfiles": {"BACKEND": "haechi.sites.common.storage.HashedNames"},
}

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA busy_timeout=30000;"
)


# What libpq may be told in the query of a PostgreSQL address; anything else is a slip of the pen.
_LIBPQ = frozenset(
    {
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "passfile",
        "connect_timeout",
        "target_session_attrs",
    }
)


def database(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name?sslmode=…`.

    `?host=/run/postgresql` names a folder of Unix sockets. Raises `SettingError`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts)
    raise SettingError("HAECHI_DATABASE_URL is neither sqlite:// nor postgresql://")


def _postgresql(parts: SplitResult) -> dict[str, object]:
    """One connection a request thread, kept and looked at before each use: the threads are the pool.

    Values are bound by the server, never written into the statement: what it might log or show of a
    statement then holds none.
    """
    query = dict(parse_qsl(parts.query))
    host, port = query.pop("host", parts.hostname or ""), query.pop("port", str(parts.port or ""))
    if unknown := set(query) - _LIBPQ:
        raise SettingError(f"HAECHI_DATABASE_URL has an unknown option: {min(unknown)}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10", **query, "server_side_binding": True},
    }


DATABASES = {
    "default": database(env.text("HAECHI_DATABASE_URL", f"sqlite://{DATA_DIR / 'haechi.sqlite3'}"))
}
LIVE_URL = env.text("HAECHI_LIVE_URL", f"unix://{LIVE_DIR}")

# What the framework writes to disk by itself stays unreadable to others.
FILE_UPLOAD_PERMISSIONS = 0o600
TEMPLATE_LOADERS = [
    (
        "haechi.sites.common.folding.FoldingLoader",
        ["django.template.loaders.app_directories.Loader"],
    )
]
FORM_RENDERER = "haechi.sites.common.widgets.WidgetRenderer"
FILE_UPLOAD_HANDLERS = ["haechi.sites.common.uploads.EncryptedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 100

os.umask(0o077)
