from django.apps import AppConfig


class AccessControlConfig(AppConfig):
    name = "haechi.access_control"
    label = "access_control"
