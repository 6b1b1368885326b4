"""The yearly report: on screen, to print, and as PDF or HWPX with a reason (ALL-4, ALL-2)."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.documents import hwpx, pdf
from haechi.documents.spec import Chart, Document, Heading, Paragraph, Table
from haechi.sites.staff.forms.statistics import YearForm, YearlyExportForm
from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.statistics import charts
from haechi.statistics.yearly import public_document, year_document, years_of

_WRITERS = {"pdf": pdf, "hwpx": hwpx}


@require_safe
@for_head
def yearly(request: OfficerRequest) -> HttpResponseBase:
    years = years_of(request.institution)
    form = YearForm(request.GET or None, years=years)
    initial = {"year": form.chosen(), "audience": "internal", "form": "pdf"}
    return _page(request, form, YearlyExportForm(initial=initial, years=years))


@require_POST
@for_head
def yearly_export(request: OfficerRequest) -> HttpResponseBase:
    """The report as a file; the reason goes into the trail before a byte leaves."""
    years = years_of(request.institution)
    form = YearlyExportForm(request.POST, years=years)
    if not form.is_valid():
        return _page(request, YearForm(years=years), form, status=422)
    values = form.cleaned_data
    make = public_document if values["audience"] == "public" else year_document
    writer = _WRITERS[values["form"]]
    made = writer.write(make(request.institution, values["year"]))
    record(
        actor=request.officer.trail,
        action=Action.YEARLY_EXPORTED,
        subject=f"institution:{request.institution.pk}",
        detail={name: values[name] for name in ("year", "audience", "form", "reason")},
    )
    response = HttpResponse(made, content_type=writer.MEDIA_TYPE)
    name = f"{request.institution.slug}-{values['year']}-{values['audience']}.{values['form']}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: OfficerRequest, form: YearForm, export: YearlyExportForm, status: int = 200
) -> HttpResponse:
    document = year_document(request.institution, form.chosen())
    context = {
        "document": document,
        "blocks": _blocks(document),
        "form": export if export.errors else form,
        "span": form,
        "export": export,
    }
    return render(request, "site_staff/yearly.html", context, status=status)


def _blocks(document: Document) -> list[dict[str, object]]:
    """The paper's blocks as the template writes them."""
    return [_block(position, block) for position, block in enumerate(document.blocks)]


def _block(position: int, block: Heading | Paragraph | Table | Chart) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": f"heading{block.level}", "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "small": block.small}
    if isinstance(block, Chart):
        shape = charts.columns if block.upright else charts.rows
        drawn = shape(dict(block.bars))
        return {"kind": "chart", "chart": drawn, "upright": block.upright, "title": block.title}
    heads, *rows = block.rows
    return {
        "kind": "table",
        "id": f"table-{position}",
        "caption": block.caption,
        "columns": [{"label": cell.text, "numeric": at > 0} for at, cell in enumerate(heads)],
        "rows": [[cell.text for cell in row] for row in rows],
    }
