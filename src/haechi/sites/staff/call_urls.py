"""Addresses of the pages of calls."""

from django.urls import URLPattern, URLResolver, include, path

from haechi.sites.staff.call_request_urls import call_requests
from haechi.sites.staff.views.calls import (
    catalogue,
    holds,
    imports,
    keeping,
    lines,
    notices,
    office,
    request_steps,
    room,
    uses,
)

calls: list[URLPattern | URLResolver] = [
    path("", catalogue.catalogue, name="calls"),
    path("number/", catalogue.search, name="call_search"),
    path("<int:call_id>/", catalogue.call, name="call"),
    path("<int:call_id>/files/<int:number>/hold", holds.hold_set, name="call_hold"),
    path("<int:call_id>/files/<int:number>/release", holds.hold_release, name="call_release"),
    path("<int:call_id>/files/<int:number>/keep", keeping.recording_keep, name="call_keep"),
    path("<int:call_id>/choose", request_steps.call_choose, name="call_choose"),
    path("import/", imports.imports, name="call_imports"),
    path("import/mapping", imports.import_mapping, name="call_import_mapping"),
    path("import/<int:pk>/", imports.import_results, name="call_import"),
    path("room/", room.room, name="call_room"),
    path("room/events", room.room_events, name="call_room_events"),
    path("requests/", include(call_requests)),
    path("uses/", uses.uses, name="call_uses"),
    path("uses/apply", uses.use_apply, name="call_use_apply"),
    path("uses/<int:use_id>/decide", uses.use_decide, name="call_use_decide"),
    path("lines/", lines.lines, name="call_lines"),
    path("lines/new/", lines.line_edit, name="call_line_new"),
    path("lines/<int:line_id>/", lines.line_edit, name="call_line"),
    path("lines/<int:line_id>/remove/", lines.line_remove, name="call_line_remove"),
    path("notices/", notices.notices, name="call_notices"),
    path("notices/<int:notice_id>/use", notices.notice_use, name="call_notice_use"),
    path("notices/<int:notice_id>/sound.wav", notices.notice_sound, name="call_notice_sound"),
    path("office/", office.office, name="call_office"),
    path("office/designate", office.designate, name="call_designate"),
    path(
        "office/designations/<int:row_id>/end", office.designation_end, name="call_designation_end"
    ),
    path("office/seats", office.desk_seat, name="call_desk_seat"),
    path(
        "office/seats/<str:function>/<int:officer_id>/end",
        office.desk_leave,
        name="call_desk_leave",
    ),
    path("office/pledge", office.pledge, name="call_pledge"),
    path("office/settings", office.settings, name="call_settings"),
]
