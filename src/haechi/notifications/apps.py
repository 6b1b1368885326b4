from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "haechi.notifications"
    label = "notifications"
