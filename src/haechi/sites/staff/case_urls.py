"""Addresses of the public-interest report centre."""

from django.urls import URLPattern, URLResolver, include, path

from haechi.sites.staff.views.cases import (
    boards,
    case,
    consultations,
    documents,
    identity,
    intake,
    office,
    papers,
    register,
    sealed,
    texts,
)

_paper: list[URLPattern | URLResolver] = [
    path("", papers.paper, name="case_paper"),
    path("draft", papers.draft_save, name="case_draft"),
    path("send", papers.draft_send, name="case_send"),
    path("discard", papers.draft_discard, name="case_discard"),
    path("form.<str:kind>", documents.paper_form, name="case_paper_form"),
    path("scans", papers.scan_add, name="case_scan_add"),
]
_case: list[URLPattern | URLResolver] = [
    path("", case.case, name="case"),
    path("received/", intake.received, name="case_received"),
    path("messages", case.message, name="case_message"),
    path("acts/<slug:name>/", case.act, name="case_act"),
    path("people/<uuid:party_id>/", identity.identity, name="case_identity"),
    path("papers/<uuid:paper_id>/", include(_paper)),
    path("scans/<uuid:file_id>/download", papers.scan, name="case_scan"),
    path("scans/<uuid:file_id>/sealed/", sealed.sealed, name="case_sealed_scan"),
    path("sent/<uuid:file_id>/download", papers.sent_file, name="case_sent_file"),
    path("sent/<uuid:file_id>/apart", sealed.apart, name="case_seal_apart"),
    path("forms/", documents.forms, name="case_forms"),
    path("forms/<int:number>.<str:kind>", documents.form, name="case_form"),
    path("binder/", documents.binder, name="case_binder"),
    path("binder.pdf", documents.binder_pdf, name="case_binder_pdf"),
]
_office: list[URLPattern | URLResolver] = [
    path("", office.office, name="case_office"),
    path("designations", office.designate, name="case_designate"),
    path("designations/<int:designation_id>/end", office.designation_end, name="designation_end"),
    path("seats", office.seat, name="case_seat"),
    path("seats/<str:function>/<int:officer_id>/end", office.seat_end, name="case_seat_end"),
    path("settings", office.settings, name="case_settings"),
    path("texts/<str:kind>/", office.template, name="case_template"),
    path("forms/<int:number>/", texts.form_texts, name="case_form_texts"),
]
cases: list[URLPattern | URLResolver] = [
    path("", register.register, name="cases"),
    path("export", register.export, name="cases_export"),
    path("new/", intake.new_case, name="case_new"),
    path("new/<uuid:report_id>/", intake.case_of_report, name="case_of_report"),
    path("deadlines/", boards.deadlines, name="case_deadlines"),
    path("protection/", boards.protection, name="case_protection"),
    path("year/", boards.year, name="case_year"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/new/", consultations.consultation_new, name="consultation_new"),
    path("consultations/<uuid:consultation_id>/", consultations.consultation, name="consultation"),
    path("office/", include(_office)),
    path("<uuid:case_id>/", include(_case)),
]
