from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "haechi.recordings"
    label = "recordings"
