from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "haechi.conversations"
    label = "conversations"
