"""Requests for recordings: the list, form 1, and one request with what may be done with it."""

from typing import Any

from django.db.models.functions import TruncDate
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from haechi.common.clock import SEOUL, today
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request, request_for, visible
from haechi.disclosures.course import course_of
from haechi.disclosures.filing import take_down
from haechi.disclosures.granting import desk_of, is_open
from haechi.disclosures.matching import candidates
from haechi.disclosures.models import Request
from haechi.disclosures.proofs import proofs_of
from haechi.disclosures.replies import is_overdue
from haechi.disclosures.states import BEFORE_APPROVAL, Act, State
from haechi.disclosures.types import Series, Way
from haechi.documents.forms import CALL_FORMS
from haechi.recordings.models import Call
from haechi.recordings.people import is_chief, manages
from haechi.sites.staff.forms.call_requests import (
    LawForm,
    ProofForm,
    ReplyForm,
    RequestForm,
    TellForm,
    WordsForm,
)
from haechi.sites.staff.guards import OfficerRequest
from haechi.sites.staff.views.calls.area import call_tabs
from haechi.sites.staff.views.calls.request_area import REFUSALS, for_requests, words_of
from haechi.sites.staff.views.cases.documents import WRITERS
from haechi.staff.types import OfficerAtWork

_SHOWN = 200
_STEPS = (
    State.RECEIVED,
    State.CHECKED,
    State.REVIEWED,
    State.APPROVED,
    State.HANDED_OVER,
    State.CLOSED,
)
_KEEPING = (State.APPROVED, State.HANDED_OVER, State.CLOSED)
_BACK = {State.MORE_ASKED: State.RECEIVED}  # where it goes on


@require_safe
@for_requests
def requests(request: OfficerRequest) -> HttpResponseBase:
    """The managing department's list, newest first; to everybody else her own.

    By day: of a request from the public page the time is not known, and it stands where its number belongs.
    """
    day = TruncDate("received_at", tzinfo=SEOUL)
    rows = visible(request.officer).order_by(day.desc(), "-pk")[:_SHOWN]
    context = {
        "tabs": call_tabs(request, "call_requests"),
        "rows": [(row, is_overdue(row)) for row in rows],
        "manages": manages(request.officer.officer),
        "is_chief": is_chief(request.officer.officer),
        "year": today().year,
        "kinds": tuple(WRITERS),
    }
    return render(request, "site_staff/calls/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_requests
def request_new(request: OfficerRequest) -> HttpResponseBase:
    actor = request.officer
    form = RequestForm(request.POST or None, officer=actor.officer, manages=manages(actor.officer))
    if form.is_valid():
        applicant = actor.officer if form.is_own() else None
        try:
            row = take_down(actor=actor, application=form.application(), applicant=applicant)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
        else:
            return redirect("call_request", row.pk)
    status = 422 if form.errors else 200
    return render(request, "site_staff/calls/request_new.html", {"form": form}, status=status)


@require_safe
@for_requests
def request_page(request: OfficerRequest, pk: int) -> HttpResponseBase:
    return show(request, pk)


def show(request: OfficerRequest, pk: int, password: str = "", status: int = 200) -> HttpResponse:
    """`password`: of the archive, on this page alone."""
    actor = request.officer
    row = request_for(actor, pk)
    if row.papers_gone_on:
        return render(request, "site_staff/calls/request_gone.html", {"row": row})
    opened = open_request(actor, pk)
    context = {
        "row": row,
        "words": opened.content,
        "items": list(row.items.select_related("file__call", "grant")),
        "proofs": proofs_of(row, opened.key),
        "course": course_of(row, opened.key),
        "steps": _steps(row),
        "here": _BACK.get(State(row.state), row.state),
        "overdue": is_overdue(row),
        "password": password,
        "forms": [(number, CALL_FORMS[number].title) for number in _printed(row)],
        "kinds": tuple(WRITERS),
        **_offered(actor, row),
    }
    return render(request, "site_staff/calls/request.html", context, status=status)


def _offered(actor: OfficerAtWork, row: Request) -> dict[str, Any]:
    """What the page lets this officer do now."""
    carries, keeps = row.carrier_id == actor.officer.pk, row.series == Series.KEEP
    managing = manages(actor.officer) and row.applicant_id != actor.officer.pk
    handed, opens = row.state == State.HANDED_OVER, is_open(row)
    choosing = managing and not keeps and row.state == State.RECEIVED
    may: dict[str, Any] = {act.name.lower(): deciding.may(actor, row, act) for act in Act}
    may |= {
        "choose": choosing,
        "attach": not keeps and row.state in BEFORE_APPROVAL,
        "give": _may_give(actor, row) and not opens,
        "sign": may["hand_over"] and not keeps and opens,
        "hear": carries and handed and row.way == Way.VIEWING and opens,
        "fetch": carries and opens and (keeps or (handed and row.way == Way.PROVISION)),
        "reply": managing and not keeps and handed and row.way == Way.PROVISION,
        "close": may["close"] and (keeps or row.way == Way.VIEWING),
        "tell": managing and deciding.may_tell(row),
        "write": any(may[name] for name in ("refuse", "ask", "supply", "withdraw")),
    }
    return {
        "may": may,
        "acts": any(may[name] for name in _ACTS),
        "waits": row.state == State.APPROVED and not opens,
        "calls": _choosable(actor, row) if choosing else [],
        "words_form": WordsForm(),
        "law_form": LawForm(auto_id="law_%s", initial={"law": row.law}),
        "proof_form": ProofForm(),
        "reply_form": ReplyForm(auto_id="reply_%s"),
        "tell_form": TellForm(auto_id="tell_%s"),
    }


def _choosable(actor: OfficerAtWork, row: Request) -> list[Call]:
    chosen = set(row.items.values_list("file__call_id", flat=True))
    return [call for call in candidates(actor, row) if call.pk not in chosen]


_ACTS = ("approve", "tell", "write", "give", "sign", "fetch", "reply", "close")


def _may_give(actor: OfficerAtWork, row: Request) -> bool:
    own = row.applicant_id == actor.officer.pk
    return row.state == State.APPROVED and not own and desk_of(actor) is not None


def _steps(row: Request) -> list[tuple[str, str]]:
    """Empty of a request that ended without a hand-over."""
    if row.state in {State.REFUSED, State.WITHDRAWN}:
        return []
    words = {
        State.RECEIVED: _("Received"),
        State.CHECKED: _("Deputy"),
        State.REVIEWED: _("Chief"),
        State.APPROVED: _("Desks"),
        State.HANDED_OVER: _("Hand-over"),
        State.CLOSED: _("Closing"),
    }
    steps = _KEEPING if row.series == Series.KEEP else _STEPS
    return [(each.value, words[each]) for each in steps]


def _printed(row: Request) -> tuple[int, ...]:
    """Forms there are of it: none of what an official keeps, form 3 of a provision alone."""
    if row.series == Series.KEEP:
        return ()
    return (1, 2, 3) if row.way == Way.PROVISION else (1, 2)
