"""Addresses of requests for recordings: taken down, decided, signed, heard, handed out."""

from django.urls import URLPattern, URLResolver, path

from haechi.sites.staff.views.calls import (
    handing_out,
    listening,
    request_papers,
    request_periods,
    request_steps,
    requests,
    signing,
)

call_requests: list[URLPattern | URLResolver] = [
    path("", requests.requests, name="call_requests"),
    path("new/", requests.request_new, name="call_request_new"),
    path(
        "register/<int:year>.<str:kind>",
        request_papers.request_register,
        name="call_request_register",
    ),
    path("periods/", request_periods.request_periods, name="call_request_periods"),
    path("<int:pk>/", requests.request_page, name="call_request"),
    path("<int:pk>/steps/<str:step>", request_steps.request_step, name="call_request_step"),
    path("<int:pk>/password", handing_out.request_password, name="call_request_password"),
    path("<int:pk>/archive", handing_out.request_archive, name="call_request_archive"),
    path(
        "<int:pk>/forms/<int:number>.<str:kind>",
        request_papers.request_form,
        name="call_request_form",
    ),
    path("<int:pk>/proofs", request_papers.proof_add, name="call_proof_add"),
    path("<int:pk>/proofs/<str:proof_id>/", request_papers.proof, name="call_proof"),
    path("<int:pk>/sign/", signing.request_sign, name="call_sign"),
    path("<int:pk>/items/<int:item>/hear", listening.hearing, name="call_hear"),
    path("<int:pk>/items/<int:item>/", listening.player, name="call_player"),
    path("<int:pk>/items/<int:item>/sound", listening.sound, name="call_sound"),
]
