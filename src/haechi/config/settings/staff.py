"""Zone 2, the staff site: every access is logged; private keys open only with the officer's cookie."""

from hashlib import blake2b
from ipaddress import ip_network
from urllib.parse import urlsplit

from haechi.common.environment import SettingError
from haechi.common.logs import staff_logging
from haechi.config.settings.base import *  # noqa: F403
from haechi.config.settings.base import (
    ALL_APPS,
    DATA_DIR,
    HTTPS,
    SECRETS_DIR,
    STAFF_URL,
    TEMPLATE_LOADERS,
    env,
)
from haechi.config.settings.sign_on import identity_providers
from haechi.crypto.secrets_store import load_staff_secrets

ZONE = "staff"
_secrets = load_staff_secrets(SECRETS_DIR)
ZONE_KEY = _secrets.zone_key
MFA_KEY = blake2b(_secrets.mfa_key, person=b"haechi mfa", digest_size=32).digest()
AUDIT_KEY = _secrets.audit_key
AUDIT_HEAD_FILE = DATA_DIR / "audit-head"
TRAIL_YEARS = env.number("HAECHI_TRAIL_YEARS", 2)
# 안전성 확보조치 기준 §8: two years where data is sensitive, as reports are.
if not 2 <= TRAIL_YEARS <= 30:
    raise SettingError("HAECHI_TRAIL_YEARS is not between 2 and 30")
STAFF_NETWORKS = env.words("HAECHI_STAFF_NETWORKS")
try:
    _ = [ip_network(_network, strict=False) for _network in STAFF_NETWORKS]
except ValueError:
    raise SettingError("HAECHI_STAFF_NETWORKS holds what is no network") from None
OUTBOX_PUBLIC_KEY = _secrets.outbox_public
CATALOGUE_KEY = _secrets.catalogue_key
# Not in a copy of the secrets folder (docs/calls.md): a copy would bring back what a day's end destroyed.
DAY_KEY_DIR = env.path("HAECHI_DAY_KEY_DIR", SECRETS_DIR / "staff" / "days")
SECRET_KEY = _secrets.zone_key.hex()

INSTALLED_APPS = ALL_APPS
ROOT_URLCONF = "haechi.sites.staff.urls"
AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "haechi.staff.backend.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
MIDDLEWARE = [
    "haechi.sites.common.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "haechi.sites.staff.middleware.NoReferrerCsrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "haechi.sites.staff.network_gate.network_gate",
    "haechi.sites.staff.middleware.officer_session",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": TEMPLATE_LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "haechi.sites.common.context.site",
                "haechi.sites.staff.context.frame",
            ],
        },
    }
]
DEFAULT_EXCEPTION_REPORTER_FILTER = "haechi.sites.common.reports.SilentReporterFilter"
LOGGING = staff_logging()

METRICS_TOKEN = env.secret("HAECHI_METRICS_TOKEN")

SESSION_ENGINE = "haechi.sites.staff.sessions"
SESSION_SERIALIZER = "haechi.sites.staff.sessions.SealedSerializer"
SESSION_COOKIE_NAME = "__Host-haechi-staff" if HTTPS else "haechi-staff"
UNLOCK_COOKIE = "__Host-haechi-unlock" if HTTPS else "haechi-unlock"
SIGN_ON_COOKIE = "__Host-haechi-sign-on" if HTTPS else "haechi-sign-on"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
STAFF_IDLE_SECONDS = env.number("HAECHI_STAFF_IDLE_MINUTES", 15) * 60
SESSION_COOKIE_AGE = STAFF_IDLE_SECONDS
SESSION_SAVE_EVERY_REQUEST = (
    False  # `officer_session` keeps it alive; an open event stream does not
)
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "haechi.sites.staff.views.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [STAFF_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "haechi.sites.staff.adapters.AccountAdapter"
MFA_ADAPTER = "haechi.sites.staff.adapters.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # axes delays and locks by account, in the database, for all processes
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Haechi"
MFA_PASSKEY_LOGIN_ENABLED = False
# Browsers give security keys to https and to localhost alone; fido2 knows only the first.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(STAFF_URL).hostname == "localhost"
MFA_RECOVERY_CODES_SHOW_ONCE = True
ACCOUNT_FORMS = {
    "login": "haechi.sites.staff.forms.sign_in.SignInForm",
    "reauthenticate": "haechi.sites.staff.forms.sign_in.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "haechi.sites.staff.forms.second_factor.CodeForm",
    "reauthenticate": "haechi.sites.staff.forms.second_factor.CodeAgainForm",
    "activate_totp": "haechi.sites.staff.forms.second_factor.FirstCodeForm",
}
SIGN_ON = identity_providers(env, SECRETS_DIR)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

AXES_HANDLER = "haechi.sites.staff.lockout.GrowingDelay"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "haechi.sites.staff.lockout.typed_name"
AXES_LOCKOUT_CALLABLE = "haechi.sites.staff.lockout.locked_page"
AXES_SENSITIVE_PARAMETERS = [
    "password", "login", "code", "credential", "next", "old", "new", "again", "phrase", "SAMLResponse",
]  # fmt: skip
# axes would rather count by address too; by name alone is stricter: no change of address helps.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_DISABLE_ACCESS_LOG = True  # the trail records sign-ins
