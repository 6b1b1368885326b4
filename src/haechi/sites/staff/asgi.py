"""`uvicorn haechi.sites.staff.asgi:application`"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haechi.config.settings.staff")
django.setup(set_prefix=False)

from haechi.sites.common.asgi import Lifespan, SpoolingHandler  # noqa: E402
from haechi.sites.common.health import with_health  # noqa: E402
from haechi.sites.common.static_files import with_static  # noqa: E402
from haechi.sites.staff.metrics import with_metrics  # noqa: E402

application = Lifespan(with_health(with_metrics(with_static(SpoolingHandler()))))
