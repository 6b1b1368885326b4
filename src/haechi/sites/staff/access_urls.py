"""Addresses of access control."""

from django.urls import URLPattern, URLResolver, path

from haechi.sites.staff.views import access_rights, destructions, networks, reviews

access: list[URLPattern | URLResolver] = [
    path("rights/", access_rights.access_rights, name="access_rights"),
    path("rights/export", access_rights.access_rights_export, name="access_rights_export"),
    path("destructions/", destructions.destructions, name="destructions"),
    path("networks/", networks.allowed_networks, name="allowed_networks"),
    path("locked/", networks.locked_sign_ins, name="locked_sign_ins"),
    path("locked/<int:account_id>/open", networks.sign_in_unlock, name="sign_in_unlock"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:year>-<int:month>/", reviews.review, name="review"),
]
