"""Addresses of the recovery sheets."""

from django.urls import URLPattern, URLResolver, path

from haechi.sites.staff.views import recovery, recovery_entry

urls: list[URLPattern | URLResolver] = [
    path("", recovery.recovery, name="recovery"),
    path("ask/", recovery.ask_for_sheets, name="recovery_ask"),
    path("cancel/", recovery.cancel, name="recovery_cancel"),
    path("make/", recovery.make_sheets, name="recovery_make"),
    path("move/", recovery.move, name="recovery_move"),
    path("sheets/", recovery.sheets, name="recovery_sheets"),
    path("check/", recovery_entry.check, name="recovery_check"),
    path("officers/<int:account_id>/", recovery_entry.restore, name="recovery_restore"),
]
