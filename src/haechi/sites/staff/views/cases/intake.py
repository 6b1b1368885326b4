"""Taking a report in at the counter, by post, fax, on-site, internet or referral (제10조 to 제14조, 제19조)."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.cases.errors import SamePaper
from haechi.cases.intake import CaseIntake
from haechi.cases.models import Case
from haechi.cases.types import Channel, OpenCase, PartyKind, Way
from haechi.casework import intake as service
from haechi.casework.access import holds_identity, open_case, register_of
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction
from haechi.inbox.access import report_for
from haechi.reports.errors import TooManyFiles
from haechi.reports.selectors import content_of as report_content
from haechi.reports.types import OpenReport
from haechi.sites.common.files import problem_words
from haechi.sites.staff.forms.cases.intake import (
    SCANS,
    IntakeForm,
    People,
    check_people,
    content_of,
    parties_of,
    track_of,
)
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.views.cases.errors import AllErrors
from haechi.sites.staff.views.cases.guards import for_centre
from haechi.sites.staff.views.cases.intake_scans import (
    choose_again,
    let_go,
    put_back,
    ready_scans,
)
from haechi.sites.staff.views.cases.page import state_mark
from haechi.sites.staff.views.cases.problems import REFUSALS, words_of

KINDS = ("reporter", "proxy", "accused")
_AT_ONCE = 5


@for_centre
def new_case(request: OfficerRequest) -> HttpResponseBase:
    """Form 1 as one page in sections."""
    return _page(request, None)


@for_readers
def case_of_report(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """An anonymous report becomes a case because its reporter agreed to be named."""
    report = report_for(request.officer, report_id)
    if Case.objects.filter(report_id=report.report.pk).exists():
        return redirect("report", report_id)
    return _page(request, report)


def _page(request: OfficerRequest, report: OpenReport | None) -> HttpResponse:
    if request.method != "POST":
        people = {kind: People(kind) for kind in KINDS}
        return _show(request, _form(request, report), people, report)
    adding = str(request.POST.get("add", ""))
    if adding:
        return _longer(request, report, adding)
    form = _form(request, report, request.POST)
    people = {kind: People(kind, request.POST) for kind in KINDS}
    valid = [form.is_valid(), *(rows.is_valid() for rows in people.values())]
    if all(valid):
        check_people(form, people)
        if not _has_errors(form, people):
            taken = _take(request, form, people, report)
            if taken is not None:
                return taken
    if let_go(request) and not any(form.has_error(name) for name in SCANS):
        form.add_error(None, choose_again())
    return _show(request, form, people, report, 422)


def _form(
    request: OfficerRequest,
    report: OpenReport | None,
    data: QueryDict | None = None,
    **more: Any,  # noqa: ANN401  what was typed, by field
) -> IntakeForm:
    channels = [Channel.INTERNET] if report else list(Channel)
    seated = members_of(request.institution, DeskFunction.CASES)
    others = Officer.objects.filter(pk__in=[each.pk for each in seated]).exclude(
        pk=request.officer.officer.pk
    )
    initial = {
        "uid": uuid.uuid4(),
        "received_on": today(),
        "way": Way.HAND,
        **_known(report),
        **more,
    }
    return IntakeForm(data, others=others, channels=channels, initial=initial)


def _known(report: OpenReport | None) -> dict[str, Any]:
    if report is None:
        return {}
    content = report_content(report)
    first = content.text.strip().splitlines()[0][:60] if content.text.strip() else ""
    place = "\n".join(filter(None, (content.when, content.where, content.who)))
    return {
        "channel": Channel.INTERNET,
        "title": first,
        "content": f"{content.text}\n\n{place}".strip(),
        "received_on": report.report.received_on,
    }


def _longer(request: OfficerRequest, report: OpenReport | None, adding: str) -> HttpResponse:
    """The same page with more rows of people; everything typed stands as it was typed."""
    data = request.POST.copy()
    kind, _dash, more = adding.partition("-")
    if kind in KINDS:
        here = People(kind, data, shown=True)
        data[f"{kind}-rows"] = str(min(here.count + (_AT_ONCE if more == "5" else 1), here.most))
    blank = _form(request, report)
    typed = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in blank.fields.items()
    }
    form = _form(request, report, **typed)
    people = {each: People(each, data, shown=True) for each in KINDS}
    return _show(request, form, people, report, added=kind, again=let_go(request))


def _has_errors(form: IntakeForm, people: dict[str, People]) -> bool:
    return bool(form.errors) or any(row.errors for rows in people.values() for row in rows.rows)


def _take(
    request: OfficerRequest,
    form: IntakeForm,
    people: dict[str, People],
    report: OpenReport | None,
) -> HttpResponse | None:
    """Register it; None where it was refused, with the reason in the form."""
    ready = ready_scans(request, form)
    if ready is None:
        return None
    taken = replace(
        _taken(request, form, people),
        scans=ready["scans"],
        named_scans=ready["named_scans"],
        proofs=ready["proofs"],
    )
    uid = form.cleaned_data["uid"]
    try:
        opened = _register(request, taken, form.cleaned_data, report)
    except SamePaper as error:
        put_back(ready)
        form.add_error("reference", _came_before(request, error))
        return None
    except (*REFUSALS, TooManyFiles) as error:
        put_back(ready)
        words = problem_words(error) if isinstance(error, TooManyFiles) else words_of(error)
        form.add_error(None, words)
        return None
    except IntegrityError:  # sent twice: the first one was registered
        put_back(ready)
        return _result_of(request, uid)
    except BaseException:
        put_back(ready)
        raise
    return _result_of(request, opened.case.pk)


def _came_before(request: OfficerRequest, error: SamePaper) -> str:
    """With its number, for those who see it in the register."""
    there = register_of(request.officer).filter(pk=error.case_id).first()
    number = f" ({there.display_number})" if there else ""
    return _(
        "A paper with this mark came this way before%(number)s. If this is another one, tick the box below."
    ) % {"number": number}


def _taken(request: OfficerRequest, form: IntakeForm, people: dict[str, People]) -> CaseIntake:
    values = form.cleaned_data
    return CaseIntake(
        institution=request.institution,
        channel=values["channel"],
        content=content_of(form),
        track=track_of(people),
        parties=parties_of(people),
        consents=form.consents(),
        received_on=values["received_on"],
        way=values["way"] or Way.HAND,
        insider=values["insider"],
        excluded=list(values["excluded"]),
        read_back=values["read_back"],
        reference=values["reference"],
        is_another=values["is_another"],
        uid=values["uid"],
    )


def _register(
    request: OfficerRequest, taken: CaseIntake, values: dict[str, Any], report: OpenReport | None
) -> OpenCase:
    if report is not None:
        return service.convert_report(actor=request.officer, report=report, taken=taken)
    if taken.channel is Channel.REFERRAL:
        return service.receive_referral(
            actor=request.officer,
            taken=taken,
            commission_number=values["commission_number"],
            referred_on=values["received_on"],
        )
    return service.receive(actor=request.officer, taken=taken)


def _result_of(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponse:
    """To the result's page; to the report for an intake officer who is not of the centre."""
    case = Case.objects.filter(pk=case_id, institution=request.institution).first()
    if case is None:
        raise Http404
    if service.sits_at_centre(request.officer):
        return HttpResponseRedirect(reverse("case_received", args=[case_id]))
    return HttpResponseRedirect(reverse("report", args=[case.report_id]))


def _show(
    request: OfficerRequest,
    form: IntakeForm,
    people: dict[str, People],
    report: OpenReport | None,
    status: int = 200,
    added: str = "",
    again: bool = False,
) -> HttpResponse:
    rows = [row for each in people.values() for row in each.rows]
    context = {
        "intake": form,
        "form": AllErrors(form, rows),
        "people": list(people.values()),
        "sections": _sections(people),
        "report": report.report if report else None,
        "added": added,
        "again": choose_again() if again else "",
    }
    return render(request, "site_staff/cases/intake.html", context, status=status)


def _sections(people: dict[str, People]) -> list[dict[str, Any]]:
    words = {
        "reporter": (_("Reporters"), 
                     _("Sealed apart, for the 공익신고책임관's desk alone. Leave empty what is unknown.")),
        "proxy": (_("Proxies"), 
                  _("Spouse, lineal relative, sibling, lawyer, or another lawful agent (article 13(2)).")),
        "accused": (_("Accused"), _("Masked on every page until a violation is found (article 23(2)).")),
    }  # fmt: skip
    return [
        {"people": people[kind], "title": words[kind][0], "text": words[kind][1]} for kind in KINDS
    ]


@require_safe
@for_centre
def received(request: OfficerRequest, case_id: uuid.UUID) -> HttpResponseBase:
    """The number that was given, and the papers to hand over at once (제12조①②)."""
    opened = open_case(request.officer, case_id)
    case = opened.case
    reporters = case.parties.filter(kind=PartyKind.REPORTER).count()
    forms = [(3, _("Receipt form")), (7, _("Guidance on protection and rewards")),
             (11, _("Notes on cooperation"))]  # fmt: skip
    forms += [(1, _("Report form"))]
    if case.channel == Channel.VISIT:
        forms.append((4, _("Consent to disclosure of identity")))
    if reporters > 1:
        forms.append((5, _("Choice of a representative")))
    context = {
        "case": case,
        "state_mark": state_mark(case),
        "forms": [] if case.is_referred else sorted(forms),
        "may_open": holds_identity(request.officer, case),
    }
    return render(request, "site_staff/cases/received.html", context)
