from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "haechi.statistics"
    label = "statistics"
