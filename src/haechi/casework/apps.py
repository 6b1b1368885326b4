from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "haechi.casework"
    label = "casework"
