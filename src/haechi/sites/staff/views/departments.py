"""Departments of the institution."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from haechi.administration.departments import remove_department, save_department
from haechi.administration.errors import InUse
from haechi.institutions.models import Department
from haechi.sites.staff.forms.institution import DepartmentForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import Row, ask_removal, confirmed
from haechi.sites.staff.views.settings import form_page


@require_safe
@for_managers
def departments(request: OfficerRequest) -> HttpResponseBase:
    found = request.institution.departments.order_by("name_ko")
    context = {
        "title": _("Departments"),
        "lead": _("Officers belong to departments."),
        "rows": [
            Row(
                key=row.pk,
                name=row.name,
                edit=reverse("department", args=[row.pk]),
                remove=reverse("department_remove", args=[row.pk]),
            )
            for row in found
        ],
        "empty": _("No departments yet"),
        "new_url": reverse("department_new"),
        "new_label": _("New department"),
    }
    return render(request, "site_staff/settings_list.html", context)


@for_managers
def department_edit(request: OfficerRequest, department_id: int | None = None) -> HttpResponseBase:
    department = Department(institution=request.institution)
    if department_id:
        department = _department(request, department_id)
    title = department.name if department_id else _("New department")
    form = DepartmentForm(request.POST or None, instance=department)
    if request.method == "POST" and form.is_valid():
        save_department(actor=request.officer, department=form.save(commit=False))
        messages.success(request, _("The department was saved."))
        return HttpResponseRedirect(reverse("departments"))
    return form_page(request, form, title, back=reverse("departments"))


@for_managers
def department_remove(request: OfficerRequest, department_id: int) -> HttpResponseBase:
    department, back = _department(request, department_id), reverse("departments")
    if not confirmed(request):
        return ask_removal(
            request,
            title=_("Remove “%(name)s”?") % {"name": department.name},
            consequences=[_("The department disappears from the list.")],
            back=back,
        )
    try:
        remove_department(actor=request.officer, department=department)
    except InUse as used:
        words = ngettext(
            "{n} officer belongs to {name}, removed ones counted. It stays.",
            "{n} officers belong to {name}, removed ones counted. It stays.",
            used.officers,
        )
        messages.error(request, words.format(n=used.officers, name=department.name))
    else:
        messages.success(request, _("%(name)s was removed.") % {"name": department.name})
    return HttpResponseRedirect(back)


def _department(request: OfficerRequest, department_id: int) -> Department:
    return get_object_or_404(Department, pk=department_id, institution=request.institution)
