from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "haechi.reports"
    label = "reports"
