from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "haechi.talks"
    label = "talks"
