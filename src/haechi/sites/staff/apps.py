from django.apps import AppConfig


class StaffSiteConfig(AppConfig):
    name = "haechi.sites.staff"
    label = "site_staff"
