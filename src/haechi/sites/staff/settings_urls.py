"""Addresses of the settings pages."""

from django.urls import URLPattern, URLResolver, path

from haechi.sites.staff.views import (
    affiliates,
    categories,
    channels,
    departments,
    holidays,
    institution_texts,
    leaving,
    settings,
)

_reporting: list[URLPattern | URLResolver] = [
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.category_edit, name="category_new"),
    path("categories/<int:category_id>/", categories.category_edit, name="category"),
    path("categories/<int:category_id>/move/", categories.category_move, name="category_move"),
    path("categories/<int:category_id>/offer/", categories.category_offer, name="category_offer"),
    path("categories/<int:category_id>/questions/", categories.questions, name="questions"),
    path(
        "categories/<int:category_id>/questions/new/", categories.question_new, name="question_new"
    ),
    path("questions/<int:question_id>/", categories.question_edit, name="question"),
    path("questions/<int:question_id>/move/", categories.question_move, name="question_move"),
    path("questions/<int:question_id>/remove/", categories.question_remove, name="question_remove"),
    path("texts/", institution_texts.institution_texts, name="institution_texts"),
    path("texts/<str:name>/", institution_texts.institution_text, name="institution_text"),
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", channels.channel_edit, name="channel_new"),
    path("channels/<int:channel_id>/", channels.channel_edit, name="channel"),
    path("channels/<int:channel_id>/move/", channels.channel_move, name="channel_move"),
    path("channels/<int:channel_id>/remove/", channels.channel_remove, name="channel_remove"),
]
_institution: list[URLPattern | URLResolver] = [
    path("policy/", settings.policy, name="institution_policy"),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.department_edit, name="department_new"),
    path("departments/<int:department_id>/", departments.department_edit, name="department"),
    path(
        "departments/<int:department_id>/remove/",
        departments.department_remove,
        name="department_remove",
    ),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/<int:holiday_id>/remove/", holidays.holiday_remove, name="holiday_remove"),
    path("leaving/", leaving.leaving, name="leaving"),
    path("leaving/ask/", leaving.leaving_ask, name="leaving_ask"),
    path("leaving/agree", leaving.leaving_agree, name="leaving_agree"),
    path("leaving/cancel", leaving.leaving_cancel, name="leaving_cancel"),
    path(
        "affiliates/left/<int:departure_id>/certificate.pdf",
        leaving.certificate_file,
        name="leaving_certificate",
    ),
    path("affiliates/", affiliates.affiliates, name="affiliates"),
    path("affiliates/new/", affiliates.affiliate_new, name="affiliate_new"),
    path("affiliates/<int:affiliate_id>/", affiliates.affiliate_status, name="affiliate_status"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", settings.institution_settings, name="institution_settings"),
    *_reporting,
    *_institution,
]
