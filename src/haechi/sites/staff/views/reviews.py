"""The monthly review of the trail: figures, what is unusual, answers, signature (기준 §8, ALL-2)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.access_control.errors import FindingsChanged, NotSignable, OwnReview
from haechi.access_control.models import Review
from haechi.access_control.month import TrailMonth, finished_months, is_overdue, read_month
from haechi.access_control.review import (
    MarkedFinding,
    is_sole,
    mark_findings,
    marked,
    reviews_only_oneself,
    sign,
    signed_reviews,
)
from haechi.access_control.types import Outcome
from haechi.institutions.models import Institution
from haechi.sites.staff.findings import Shown, shown, shown_signed
from haechi.sites.staff.forms.access_control import FindingForm, SignForm
from haechi.sites.staff.guards import OfficerRequest, for_head
from haechi.sites.staff.heat import DAYS, heat, table, weekday
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.statistics import charts

MOST_OFFICERS = 12  # in the picture; the table has all


@dataclass(frozen=True)
class Line:
    """A month in the list."""

    month: date
    signed: Review | None
    overdue: bool
    follow_ups: int


def reviewers_of(institution: Institution) -> frozenset[int]:
    """Officers who may review: the active heads of audit."""
    heads = Account.objects.filter(
        officer__institution=institution,
        officer__is_active=True,
        is_active=True,
        role=Role.HEAD,
    )
    return frozenset(heads.values_list("officer_id", flat=True))


@require_safe
@for_head
def reviews(request: OfficerRequest) -> HttpResponseBase:
    signed = signed_reviews(request.institution)
    months = sorted({*finished_months(request.institution), *signed}, reverse=True)
    lines = [
        Line(month, found := signed.get(month), not found and is_overdue(month), _follow_ups(found))
        for month in months
    ]
    return render(request, "site_staff/reviews.html", {"lines": lines})


def _follow_ups(review: Review | None) -> int:
    kept = review.findings if review else []
    return sum(finding["outcome"] == Outcome.FOLLOW_UP for finding in kept)


@for_head
def review(request: OfficerRequest, year: int, month: int) -> HttpResponseBase:
    day = _month(request.institution, year, month)
    signed = signed_reviews(request.institution).get(day)
    if signed:
        return _signed_page(request, signed)
    read = read_month(request.institution, day)
    rows = marked(request.institution, read, request.officer.officer.pk)
    if request.method == "POST":
        return _answer(request, read, rows)
    return _page(request, read, rows, _forms(request, rows), SignForm())


def _month(institution: Institution, year: int, month: int) -> date:
    """Raises Http404 for what is no month that is over."""
    try:
        day = date(year, month, 1)
    except ValueError:
        raise Http404 from None
    if day not in finished_months(institution) and day not in signed_reviews(institution):
        raise Http404
    return day


_Forms = dict[str, FindingForm]


def _forms(request: OfficerRequest, rows: list[MarkedFinding], *, signing: bool = False) -> _Forms:
    """One for each finding that this reader may answer."""
    alone = is_sole(request.officer.officer.pk, reviewers_of(request.institution))
    posted = request.POST if request.method == "POST" else None
    return {
        row.finding.key: FindingForm(
            posted,
            prefix=f"f{number}",
            signing=signing,
            initial={"outcome": row.mark.outcome, "remark": row.mark.remark} if row.mark else None,
        )
        for number, row in enumerate(rows)
        if alone or not row.mine
    }


def _answer(
    request: OfficerRequest, read: TrailMonth, rows: list[MarkedFinding]
) -> HttpResponseBase:
    signing = request.POST.get("act") == "sign"
    forms, note = _forms(request, rows, signing=signing), SignForm(request.POST)
    valid = [form.is_valid() for form in (*forms.values(), note)]
    if not all(valid):
        return _page(request, read, rows, forms, note, 422)
    people = reviewers_of(request.institution)
    actor, institution = request.officer.trail, request.institution
    answers = {key: answer for key, form in forms.items() if (answer := form.answer())}
    try:
        mark_findings(
            actor=actor, institution=institution, read=read, reviewers=people, marks=answers
        )
        if not signing:
            messages.success(request, _("The answers were saved."))
            return HttpResponseRedirect(request.path)
        sign(
            actor=actor,
            institution=institution,
            month=read.month,
            reviewers=people,
            remark=note.cleaned_data["note"],
        )
    except OwnReview:
        messages.error(request, _("Another head of audit has to review this."))
        return HttpResponseRedirect(request.path)
    except (NotSignable, FindingsChanged):
        messages.error(request, _("Something changed meanwhile. Look at the page again."))
        return HttpResponseRedirect(request.path)
    messages.success(request, _("The review was signed."))
    return HttpResponseRedirect(reverse("reviews"))


def _page(
    request: OfficerRequest,
    read: TrailMonth,
    rows: list[MarkedFinding],
    forms: _Forms,
    note: SignForm,
    status: Literal[200, 422] = 200,
) -> HttpResponse:
    own = request.officer.officer.pk
    people = reviewers_of(request.institution)
    findings = [shown(row, forms.get(row.finding.key)) for row in rows]
    context = {
        "month": read.month,
        "read": read,
        "findings": findings,
        "open_findings": sum(row.mark is None for row in rows),
        "sole": is_sole(own, people),
        "only_own": reviews_only_oneself(own, read) and not is_sole(own, people),
        "note": note,
        "wrong": [form for form in (*forms.values(), note) if form.errors],
        **_pictures(read),
    }
    return render(request, "site_staff/review.html", context, status=status)


def _pictures(read: TrailMonth) -> dict[str, object]:
    busiest = {each.name: each.openings for each in read.officers[:MOST_OFFICERS] if each.openings}
    return {
        "heat": heat(read.by_hour),
        "heat_columns": [
            {"label": _("Hour")},
            *({"label": weekday(day), "numeric": True} for day in DAYS),
        ],
        "heat_rows": table(read.by_hour),
        "bars": charts.rows(busiest),
        "officer_columns": [
            {"label": _("Officer")},
            *(
                {"label": label, "numeric": True}
                for label in (
                    _("Openings"), _("Downloads"), _("Searches"), _("Failed sign-ins"),
                    _("At night or on days off"),
                )
            ),
        ],
        "officer_rows": [
            [each.name, each.openings, each.downloads, each.searches, each.failed, each.night]
            for each in read.officers
        ],
    }  # fmt: skip


def _signed_page(request: OfficerRequest, signed: Review) -> HttpResponse:
    findings: list[Shown] = [shown_signed(kept) for kept in signed.findings]
    context = {
        "month": signed.month,
        "signed": signed,
        "seal": bytes(signed.trail_mac).hex(),
        "findings": findings,
    }
    return render(request, "site_staff/review_signed.html", context)
