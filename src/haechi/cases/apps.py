from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "haechi.cases"
    label = "cases"
