from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "haechi.custody"
    label = "custody"
