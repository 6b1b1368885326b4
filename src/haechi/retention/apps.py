from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "haechi.retention"
    label = "retention"
