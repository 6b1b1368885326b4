"""`haechi COMMAND --help`: the apps' modules can be imported, nothing done: no secrets, no folder."""

from secrets import token_hex

from haechi.config.settings.base import *  # noqa: F403
from haechi.config.settings.base import ALL_APPS

ZONE = "help"
SECRET_KEY = token_hex()
AUTH_USER_MODEL = "staff.Account"
INSTALLED_APPS = ALL_APPS
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # its app refuses to load without
