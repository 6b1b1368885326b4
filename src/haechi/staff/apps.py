from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "haechi.staff"
    label = "staff"
