"""Addresses of the staff site. Of allauth only what officers need: no sign-up, no mail, no reset."""

from allauth.account import views as account_views
from django.urls import URLPattern, URLResolver, include, path, register_converter

from haechi.sites.staff import (
    access_urls,
    call_urls,
    case_urls,
    people_urls,
    practice_urls,
    recovery_urls,
    sign_on_urls,
    talk_urls,
)
from haechi.sites.staff.converters import PieceConverter
from haechi.sites.staff.views import (
    account,
    actions,
    files,
    inbox,
    live,
    messages,
    publicity,
    publicity_files,
    publicity_texts,
    report,
    search,
    setup,
    sign_in,
    statistics,
    trail,
    yearly,
)

register_converter(PieceConverter, "piece")

handler400 = "haechi.sites.staff.views.errors.bad_request"
handler403 = "haechi.sites.staff.views.errors.forbidden"
handler404 = "haechi.sites.staff.views.errors.not_found"
handler500 = "haechi.sites.staff.views.errors.broken"

_account: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/", account.own_password, name="own_password"),
    *people_urls.account,
    path("stay/", account.stay_signed_in, name="stay_signed_in"),
    path("sign-on/", include(sign_on_urls.account)),
    path("second-factor/authenticate/", sign_in.SecondFactor.as_view(), name="mfa_authenticate"),
    path("second-factor/", sign_in.OwnAccount.as_view(), name="mfa_index"),
    path("second-factor/", include("allauth.mfa.urls")),
]
_report: list[URLPattern | URLResolver] = [
    path("", report.report, name="report"),
    path("events", live.report_events, name="report_events"),
    path("messages", messages.send, name="message_send"),
    path("notes", actions.note, name="note_add"),
    path("state", actions.state, name="state_change"),
    path("result", actions.result, name="result_set"),
    path("assignment", actions.assignment, name="assign"),
    path("merge", actions.merging, name="merge"),
    path("hold", actions.holding, name="hold_set"),
    path("hold/release", actions.releasing, name="hold_release"),
    path("files/<uuid:file_id>/", files.file, name="file"),
    path("files/<uuid:file_id>/view", files.file_view, name="file_view"),
    path("files/<uuid:file_id>/download", files.file_download, name="file_download"),
]
_link: list[URLPattern | URLResolver] = [
    path("", publicity.entry_point, name="entry_point"),
    path("change/", publicity.entry_point_edit, name="entry_point_edit"),
    path("qr.<str:form>", publicity_files.code_file, name="publicity_code"),
    path("<piece:piece>/preview", publicity_files.preview, name="publicity_preview"),
    path("<piece:piece>/fragment", publicity_files.fragment, name="publicity_fragment"),
    path("<piece:piece>.<str:form>", publicity_files.download, name="publicity_download"),
]
_publicity: list[URLPattern | URLResolver] = [
    path("", publicity.publicity, name="publicity"),
    path("new/", publicity.entry_point_edit, name="entry_point_new"),
    path("texts/<str:language>/", publicity_texts.texts, name="publicity_texts"),
    path("logo/", publicity_texts.logo, name="publicity_logo"),
    path("logo/picture", publicity_texts.logo_picture, name="publicity_logo_picture"),
    path("links/<int:point_id>/", include(_link)),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("events", live.inbox_events, name="inbox_events"),
    path("reports/<uuid:report_id>/", include(_report)),
    path("cases/", include(case_urls.cases)),
    path("calls/", include(call_urls.calls)),
    path("talks/", include(talk_urls.talks)),
    path("account/", include(_account)),
    path("search/", search.searching, name="search"),
    path("trail/", trail.trail, name="trail"),
    path("access/", include(access_urls.access)),
    path("statistics/", statistics.dashboard, name="statistics"),
    path("statistics/export", statistics.export, name="statistics_export"),
    path("statistics/yearly/", yearly.yearly, name="yearly"),
    path("statistics/yearly/export", yearly.yearly_export, name="yearly_export"),
    path("people/", include(people_urls.people)),
    path("settings/sign-on/", include(sign_on_urls.managers)),
    path("settings/", include(people_urls.settings)),
    path("settings/", include(talk_urls.settings)),
    path("settings/", include("haechi.sites.staff.settings_urls")),
    path("publicity/", include(_publicity)),
    path("practice/", include(practice_urls.practice)),
    path("setup/", setup.setup, name="setup"),
    path("recovery/", include(recovery_urls.urls)),
    path("setup/sheets/", setup.setup_sheets, name="setup_sheets"),
    path("setup/done/", setup.setup_done, name="setup_done"),
    path("language/<str:code>/", account.language, name="language"),
]
