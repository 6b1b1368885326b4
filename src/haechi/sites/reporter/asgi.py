"""`uvicorn haechi.sites.reporter.asgi:application`"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haechi.config.settings.reporter")
django.setup(set_prefix=False)

from haechi.sites.common.asgi import AnonymousScope, Lifespan, SpoolingHandler  # noqa: E402
from haechi.sites.common.health import with_health  # noqa: E402
from haechi.sites.common.static_files import with_static  # noqa: E402

application = Lifespan(with_health(with_static(AnonymousScope(SpoolingHandler()))))
