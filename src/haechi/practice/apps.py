from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "haechi.practice"
    label = "practice"
