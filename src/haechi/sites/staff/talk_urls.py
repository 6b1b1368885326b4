"""Addresses of Talk, the officers' side."""

from django.urls import URLPattern, URLResolver, include, path

from haechi.sites.staff.views.talks import acts, board, codes, entering
from haechi.sites.staff.views.talks.figures import talk_figures

_chat: list[URLPattern | URLResolver] = [
    path("messages", acts.send, name="talk_send"),
    path("take", acts.take_chat, name="talk_take"),
    path("hand-over", acts.hand_chat_over, name="talk_hand_over"),
    path("close", acts.close_chat, name="talk_close"),
    path("block", acts.block_chat, name="talk_block"),
    path("report", acts.make_report, name="talk_report"),
    path("seen", acts.seen, name="talk_seen"),
    path("typing", acts.typing, name="talk_typing"),
]
_codes: list[URLPattern | URLResolver] = [
    path("", codes.codes, name="talk_codes"),
    path("answers/", codes.answers, name="talk_answers"),
    path("<int:code_id>/replace/", codes.replacing, name="talk_code_replace"),
    path("<int:code_id>/sheet.<str:form>", codes.sheet, name="talk_code_sheet"),
]
talks: list[URLPattern | URLResolver] = [
    path("", board.board, name="talks"),
    path("events", board.events, name="talks_events"),
    path("codes/", include(_codes)),
    path("elsewhere/", entering.elsewhere, name="talk_elsewhere"),
    path("figures/", talk_figures, name="talk_figures"),
    path("<uuid:chat_id>/", include(_chat)),
]
settings: list[URLPattern | URLResolver] = [
    path("talk/", codes.talk_settings, name="talk_settings"),
    path("talk/feed", codes.new_feed, name="talk_feed_new"),
]
