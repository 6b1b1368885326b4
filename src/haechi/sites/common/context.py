"""What the frame around every page needs: one `SiteChrome`, as `site`."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from haechi.institutions.models import Institution
from haechi.sites.common.chrome import SiteChrome


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor. A view that knows its institution sets `request.institution`."""
    institution: Institution | None = getattr(request, "institution", None)
    reporter = settings.ZONE == "reporter"
    return {
        "site": SiteChrome(
            institution_name=institution.name if institution else "",
            service_name=_("Anonymous reporting") if reporter else _("Integrity desk"),
            home_url=getattr(request, "home_url", "/"),
            quick_exit_url=settings.QUICK_EXIT_URL if reporter else "",
            show_masthead=settings.SHOW_MASTHEAD,
        )
    }
