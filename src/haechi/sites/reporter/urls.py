"""Addresses of the site: Korean unprefixed, English under /en/. A slug stands behind the fixed words."""

from django.urls import URLPattern, URLResolver, include, path

from haechi.sites.reporter.addresses import PREFIXED
from haechi.sites.reporter.views import (
    app,
    case,
    chat,
    check,
    events,
    institution,
    my_request,
    named,
    practice,
    practice_thread,
    receipt,
    recordings,
    report,
    say,
    start,
    statistics,
    talk_told,
    thread,
    uploads,
)

_practice: list[URLPattern | URLResolver] = [
    path("", practice.practice, name="practice"),
    path("files/", practice.upload, name="practice-upload"),
    path("files/remove", practice.remove, name="practice-upload-remove"),
    path("receipt/", practice.receipt, name="practice-receipt"),
    path("check/", practice_thread.check, name="practice-check"),
    path("thread/", practice_thread.thread, name="practice-thread"),
    path("thread/message", practice_thread.message, name="practice-message"),
    path("thread/sign-out", practice_thread.sign_out, name="practice-sign-out"),
]
_recordings: list[URLPattern | URLResolver] = [
    path("", recordings.application, name="calls"),
    path("files/", recordings.upload, name="calls-upload"),
    path("files/remove", recordings.remove, name="calls-upload-remove"),
    path("receipt/", recordings.receipt, name="calls-receipt"),
    path("check/", my_request.check, name="calls-check"),
    path("mine/", my_request.mine, name="calls-mine"),
    path("mine/answer", my_request.answer, name="calls-supply"),
    path("mine/files/", my_request.upload, name="calls-mine-upload"),
    path("mine/files/remove", my_request.remove, name="calls-mine-remove"),
    path("mine/sign-out", my_request.sign_out, name="calls-sign-out"),
]
pages: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("advice/", start.advice, name="advice"),
    path("privacy/", start.privacy, name="privacy"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.json", statistics.as_json, name="statistics-json"),
    path("receipt/", receipt.save, name="receipt"),
    path("check/", check.check, name="check"),
    path("thread/", thread.thread, name="thread"),
    path("thread/message", thread.message, name="message"),
    path("thread/say", say.say, name="say"),
    path("thread/typing", say.typing, name="typing"),
    path("thread/withdraw", thread.withdrawal, name="withdraw"),
    path("thread/case/named", case.become, name="case-named"),
    path("thread/case/consents", case.consents, name="case-consents"),
    path("thread/case/<slug:act>", case.act, name="case-act"),
    path("thread/sign-out", check.sign_out, name="sign-out"),
    path("thread/events", events.events, name="events"),
    path("thread/files/", thread.upload, name="thread-upload"),
    path("thread/files/remove", thread.remove, name="thread-remove"),
    path("thread/files/<uuid:attachment_id>", thread.download, name="download"),
    path("<slug:slug>/app.webmanifest", app.manifest, name="manifest"),
    path("<slug:slug>/", report.report, name="form"),
    path("<slug:slug>/talk/", chat.talk, name="talk"),
    path("<slug:slug>/talk/feed/<str:token>.atom", talk_told.feed, name="talk-feed"),
    path("<slug:slug>/talk/messenger/<slug:name>", talk_told.messenger, name="talk-messenger"),
    path("<slug:slug>/e/<slug:code>/", report.report, name="entry"),
    path("<slug:slug>/ways/", named.ways, name="ways"),
    path("<slug:slug>/named/", named.named, name="named"),
    path("<slug:slug>/lawyer/", named.lawyer, name="lawyer"),
    path("<slug:slug>/channels/", institution.channels, name="channels"),
    path("<slug:slug>/privacy/", institution.privacy_notice, name="privacy-notice"),
    path("<slug:slug>/practice/<slug:code>/", include(_practice)),
    path("<slug:slug>/recordings/", include(_recordings)),
    path("<slug:slug>/files/", uploads.upload, name="upload"),
    path("<slug:slug>/files/remove", uploads.remove, name="upload-remove"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("service-worker.js", app.service_worker, name="service-worker"),
    path("offline/", app.offline, name="offline"),
    *(path(f"{code}/", include((pages, code))) for code in PREFIXED),
    *pages,
]
handler400 = "haechi.sites.reporter.errors.bad_request"
handler403 = "haechi.sites.reporter.errors.forbidden"
handler404 = "haechi.sites.reporter.errors.not_found"
handler500 = "haechi.sites.reporter.errors.broken"
