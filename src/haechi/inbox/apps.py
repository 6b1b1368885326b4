from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "haechi.inbox"
    label = "inbox"
