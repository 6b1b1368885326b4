from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "haechi.audit"
    label = "audit"
