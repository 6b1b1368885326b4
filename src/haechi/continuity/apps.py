from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "haechi.continuity"
