from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "haechi.institutions"
    label = "institutions"
