"""Zone 1, the reporter site: no accounts, no sessions in a store, no addresses, no log of visits."""

from haechi.common.logs import reporter_logging
from haechi.config.settings.base import *  # noqa: F403
from haechi.config.settings.base import HTTPS, REPORTER_APPS, SECRETS_DIR, TEMPLATE_LOADERS
from haechi.crypto.secrets_store import load_reporter_secrets

ZONE = "reporter"
_secrets = load_reporter_secrets(SECRETS_DIR)
PEPPER_BUCKET = _secrets.pepper_bucket
PEPPER_PROOF = _secrets.pepper_proof
ZONE_KEY = _secrets.zone_key
OUTBOX_PUBLIC_KEY = _secrets.outbox_public
SECRET_KEY = _secrets.zone_key.hex()

INSTALLED_APPS = REPORTER_APPS
ROOT_URLCONF = "haechi.sites.reporter.urls"
MIDDLEWARE = [
    "haechi.sites.common.middleware.security_headers",
    "haechi.sites.reporter.middleware.path_language",
    "haechi.sites.reporter.middleware.session_cookie",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": TEMPLATE_LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "haechi.sites.common.context.site",
            ],
        },
    }
]
DEFAULT_EXCEPTION_REPORTER_FILTER = "haechi.sites.common.reports.SilentReporterFilter"
LOGGING = reporter_logging()
REPORTER_COOKIE = "__Host-haechi" if HTTPS else "haechi"
REPORTER_IDLE_SECONDS = 30 * 60
