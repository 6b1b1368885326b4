from django.apps import AppConfig


class ApplicantsConfig(AppConfig):
    name = "haechi.applicants"
    label = "applicants"
