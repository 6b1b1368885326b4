"""Officers from a list: upload, what would happen, confirmation, first passwords to print (ALL-2)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.audit.types import Actor
from haechi.institutions.models import Institution
from haechi.sites.common.uploads import SpooledUpload
from haechi.sites.staff.forms.people import CsvForm, GroundForm, OfficerForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.officer_csv import (
    COLUMNS,
    MAX_BYTES,
    MAX_ROWS,
    BadFile,
    Problem,
    read_sheet,
)
from haechi.sites.staff.officer_plan import (
    Stale,
    Verdict,
    form_of,
    opened,
    plan_of,
    sealed,
)
from haechi.sites.staff.passwords import draw_password
from haechi.staff.services import NewOfficer, Secrets, create_officer, make_secrets, set_duties
from haechi.staff.types import Role

_AT_ONCE = 2  # passwords hashed at the same time


@dataclass(frozen=True)
class Hired:
    """A line of the page that is printed and handed over in parts."""

    name: str
    username: str
    password: str = field(repr=False)


@for_managers
def officer_import(request: OfficerRequest) -> HttpResponseBase:
    """The upload, and then what each of its lines would do. Nothing is created or kept."""
    form = CsvForm(request.POST, request.FILES) if request.method == "POST" else CsvForm()
    if not form.is_valid():
        return _upload_page(request, form)
    upload: SpooledUpload = form.cleaned_data["file"]
    try:
        sheet = read_sheet(_content(upload))
    except BadFile as error:
        form.add_error("file", _words(error))
        return _upload_page(request, form)
    lines = plan_of(sheet, request.institution)
    counts = {each.value: sum(line.verdict is each for line in lines) for each in Verdict}
    context = {
        "lines": lines,
        "counts": counts,
        "ignored": sheet.ignored,
        "ground": GroundForm(),
        "token": sealed(lines, account_id=request.officer.account_id) if counts["new"] else "",
    }
    return render(request, "site_staff/officer_preview.html", context)


def _upload_page(request: OfficerRequest, form: CsvForm) -> HttpResponse:
    context = {
        "form": form,
        "rows": MAX_ROWS,
        "categories": request.institution.categories.filter(is_active=True),
        "departments": request.institution.departments.order_by("name_ko"),
    }
    status = 422 if form.errors else 200
    return render(request, "site_staff/officer_import.html", context, status=status)


def _content(upload: SpooledUpload) -> bytes:
    """Raises BadFile before more is read than a list can have."""
    try:
        if upload.full or (upload.size or 0) > MAX_BYTES:
            raise BadFile(Problem.TOO_LARGE)
        return upload.spool.read(MAX_BYTES + 1)
    finally:
        upload.spool.close()


def _words(error: BadFile) -> str:
    texts = {
        Problem.EMPTY: _("There is no officer in this file."),
        Problem.TOO_LARGE: _("The file is too large for a list of officers."),
        Problem.TOO_MANY_ROWS: _("More than %(rows)s officers: split the list."),
        Problem.ENCODING: _("The file is no text. Save it as “CSV UTF-8”."),
        Problem.NOT_A_TABLE: _("The file is no table. Save it as “CSV UTF-8”."),
        Problem.COLUMNS: _("These columns are missing: %(columns)s."),
    }
    values = {"rows": MAX_ROWS, "columns": ", ".join(error.columns)}
    return texts[error.problem] % values


@require_safe
@for_managers
def template(request: OfficerRequest) -> HttpResponseBase:
    """The headings alone, as Excel opens them: UTF-8 with a byte order mark."""
    headings = ",".join(names[0] for names in COLUMNS.values())
    response = HttpResponse(f"\ufeff{headings}\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="officers.csv"'
    return response


@require_POST
@for_managers
def officer_create(request: OfficerRequest) -> HttpResponseBase:
    """Create all that the preview showed as new, or none. The passwords stand in this answer alone."""
    try:
        entries = opened(request.POST.get("lines", ""), account_id=request.officer.account_id)
    except Stale:
        return _again(request, _("The preview is too old. Upload the list once more."))
    forms = [form_of(entry, request.institution) for entry in entries]
    if not all([form.is_valid() for form in forms]):
        return _again(
            request, _("Something has changed since the preview. Upload the list once more.")
        )
    try:
        hired = _hire(request.officer.trail, request.institution, forms, _ground(request))
    except IntegrityError:  # two did it at once
        return _again(
            request, _("Something has changed since the preview. Upload the list once more.")
        )
    return render(request, "site_staff/officers_created.html", {"hired": hired})


def _ground(request: OfficerRequest) -> str:
    """What was typed, or that they came from a list: a slip here must not cost the upload."""
    form = GroundForm(request.POST)
    return form.cleaned_data["ground"] if form.is_valid() else _("List of officers (CSV)")


def _again(request: OfficerRequest, text: str) -> HttpResponse:
    messages.error(request, text)
    return HttpResponseRedirect(reverse("officer_import"))


def _hire(
    actor: Actor, institution: Institution, forms: Sequence[OfficerForm], ground: str
) -> list[Hired]:
    """Hash and wrap first: the transaction, which on SQLite keeps reporters waiting, is short then."""
    passwords = [draw_password() for _form in forms]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        made = list(pool.map(make_secrets, passwords))
    with transaction.atomic():
        for form, password, secrets in zip(forms, passwords, made, strict=True):
            _create(actor, institution, _new(form, password, ground), secrets, form)
    return [
        Hired(form.cleaned_data["name"], form.cleaned_data["username"], password)
        for form, password in zip(forms, passwords, strict=True)
    ]


def _new(form: OfficerForm, password: str, ground: str) -> NewOfficer:
    values = form.cleaned_data
    texts = {key: values[key] for key in ("username", "name", "position", "phone", "email")}
    return NewOfficer(
        password=password,
        role=Role(values["role"]),
        department=values["department"],
        drawn=True,
        ground=ground,
        **texts,
    )


def _create(
    actor: Actor, institution: Institution, new: NewOfficer, secrets: Secrets, form: OfficerForm
) -> None:
    account = create_officer(actor=actor, institution=institution, new=new, made=secrets)
    duties = list(form.cleaned_data["duties"])
    if duties:
        officer = account.officer
        set_duties(actor=actor, officer=officer, categories=duties, ground=new.ground)
