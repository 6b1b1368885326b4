"""Addresses of practice days."""

from django.urls import URLPattern, URLResolver, include, path

from haechi.sites.staff.views import practice as views
from haechi.sites.staff.views import practice_files

_session: list[URLPattern | URLResolver] = [
    path("", views.session, name="practice_session"),
    path("slide/", views.slide, name="practice_slide"),
    path("live/", views.live, name="practice_live"),
    path("events", views.live_events, name="practice_events"),
    path("export", views.export, name="practice_export"),
    path("end/", views.end, name="practice_end"),
    path("sheet.<str:form>", practice_files.sheet, name="practice_sheet"),
    path("code.svg", practice_files.code, name="practice_code"),
]
practice: list[URLPattern | URLResolver] = [
    path("", views.sessions, name="practice"),
    path("new/", views.new_session, name="practice_new"),
    path("<int:session_id>/", include(_session)),
]
