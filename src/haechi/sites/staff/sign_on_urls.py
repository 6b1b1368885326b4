"""Addresses of sign-on: what the provider and the officer meet, and the managers' page."""

from django.urls import URLPattern, path

from haechi.sites.staff.views import sign_on, sign_on_links

account: list[URLPattern] = [
    path("", sign_on.arrive, name="sign_on_arrive"),
    path("unlock/", sign_on.unlock_phrase, name="sign_on_unlock"),
    path("mine/", sign_on_links.own_links, name="sign_on_own"),
    path("mine/<int:link_id>/remove/", sign_on_links.own_unlink, name="sign_on_own_unlink"),
    path("at/<slug:name>/", sign_on.begin, name="sign_on"),
    path("at/<slug:name>/callback", sign_on.callback, name="sign_on_callback"),
    path("at/<slug:name>/assertion", sign_on.assertion, name="sign_on_assertion"),
    path("at/<slug:name>/metadata", sign_on.metadata, name="sign_on_metadata"),
]
managers: list[URLPattern] = [
    path("", sign_on_links.links, name="sign_on_links"),
    path("<int:link_id>/remove/", sign_on_links.link_remove, name="sign_on_link_remove"),
]
