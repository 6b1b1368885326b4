from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "haechi.publicity"
    label = "publicity"
