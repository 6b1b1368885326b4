"""Exception reports without request, settings or local variables: all three carry secrets."""

from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class SilentReporterFilter(SafeExceptionReporterFilter):
    """Leaves nothing of the request and no frame variables in a report (trap: REMOTE_ADDR in META)."""

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,
        tb_frame: Any,  # noqa: ANN401
    ) -> ItemsView[str, Any]:
        return dict[str, Any]().items()
