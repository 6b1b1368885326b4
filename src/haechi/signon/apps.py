from django.apps import AppConfig


class SignOnConfig(AppConfig):
    name = "haechi.signon"
