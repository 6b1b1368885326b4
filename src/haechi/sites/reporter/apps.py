from django.apps import AppConfig


class ReporterSiteConfig(AppConfig):
    name = "haechi.sites.reporter"
    label = "site_reporter"
