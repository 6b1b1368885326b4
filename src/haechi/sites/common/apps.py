"""Django app of the shared look."""

from django.apps import AppConfig


class SiteCommonConfig(AppConfig):
    name = "haechi.sites.common"
    label = "site_common"
