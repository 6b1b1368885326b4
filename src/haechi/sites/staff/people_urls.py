"""Addresses about people: officers, the list to read in, the roster; notices to oneself."""

from django.urls import URLPattern, URLResolver, path

from haechi.sites.staff.views import officer_import, person, profile, roster
from haechi.sites.staff.views import people as listed

people: list[URLPattern | URLResolver] = [
    path("", listed.people, name="people"),
    path("new/", listed.person_new, name="person_new"),
    path("import/", officer_import.officer_import, name="officer_import"),
    path("import/create/", officer_import.officer_create, name="officer_import_create"),
    path("import/officers.csv", officer_import.template, name="officer_import_template"),
    path("roster/", roster.roster, name="roster"),
    path("roster/turns/", roster.turn_add, name="turn_add"),
    path("roster/turns/<int:turn_id>/remove", roster.turn_remove, name="turn_remove"),
    path("roster/leaves/", roster.leave_add, name="leave_add"),
    path("roster/leaves/<int:leave_id>/remove", roster.leave_remove, name="leave_remove"),
    path("<int:account_id>/", person.person, name="person"),
    path("<int:account_id>/change/", person.person_change, name="person_change"),
    path("<int:account_id>/role/", person.person_role, name="person_role"),
    path("<int:account_id>/suspend/", person.person_suspend, name="person_suspend"),
    path("<int:account_id>/reinstate/", person.person_reinstate, name="person_reinstate"),
    path("<int:account_id>/duties/", listed.person_duties, name="person_duties"),
    path("<int:account_id>/admit/", listed.person_admit, name="person_admit"),
    path("<int:account_id>/password/", listed.person_password, name="person_password"),
    path("<int:account_id>/remove/", listed.person_remove, name="person_remove"),
]
account: list[URLPattern | URLResolver] = [
    path("profile/", profile.profile, name="profile"),
    path("notice-test/", profile.notice_test, name="notice_test"),
    path("notice-test/outcome", profile.test_outcome, name="test_outcome"),
]
settings: list[URLPattern | URLResolver] = [
    path("notices/", profile.notice_channels, name="notice_channels"),
]
