"""Static files: hashed names, compressed beforehand, served without touching Django."""

from collections.abc import MutableMapping

from django.conf import settings
from servestatic import ServeStaticASGI

from haechi.sites.common.asgi import Application

_FOREVER = 10 * 365 * 24 * 3600


def with_static(application: Application) -> Application:
    """Serve `/static/` from `STATIC_ROOT` in front of the application."""

    def headers(head: MutableMapping[str, str], _path: str, _url: str) -> None:
        head["Cross-Origin-Resource-Policy"] = "same-origin"
        head["Cross-Origin-Embedder-Policy"] = "require-corp"  # workers need it, as pages do
        head["X-Content-Type-Options"] = "nosniff"
        head["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; script-src 'self'"

    served: Application = ServeStaticASGI(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        max_age=_FOREVER,
        add_headers_function=headers,
        allow_all_origins=False,
    )
    return served
