"""The destruction record: what was destroyed when by which rule, to read and to print (ALL-3)."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from haechi.retention.models import DestructionRecord
from haechi.retention.selectors import destructions_of
from haechi.retention.types import Rule
from haechi.sites.common.periods import period
from haechi.sites.staff.guards import OfficerRequest, for_managers

PAGE = 50
_WITHOUT_PERIOD = frozenset({Rule.PRACTICE_ENDED, Rule.LEFT, Rule.NEVER_SENT})


@require_safe
@for_managers
def destructions(request: OfficerRequest) -> HttpResponseBase:
    rows = destructions_of(request.institution.pk)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "lines": [(row, _kept(row)) for row in found[:PAGE]],
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": "?" if before.isdecimal() else "",
    }
    return render(request, "site_staff/destructions.html", context)


def _kept(row: DestructionRecord) -> str:
    return "" if row.rule in _WITHOUT_PERIOD else period(row.days)
