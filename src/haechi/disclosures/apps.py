from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "haechi.disclosures"
    label = "disclosures"
