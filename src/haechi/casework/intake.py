"""Taking a report in: at the counter, by post, fax, on-site, from the Commission, or out of the hotline."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.errors import NotNow
from haechi.cases.intake import CaseIntake, open_new_case
from haechi.cases.models import Case, Handler
from haechi.cases.problems import Problem
from haechi.cases.types import Channel, NoticeKind, OpenCase, PartyKind, Track, Way
from haechi.casework.errors import NoSuchCase
from haechi.casework.notices import lay_draft
from haechi.casework.steps import mirror_report
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.custody.models import DeskSeat
from haechi.custody.types import DeskFunction
from haechi.inbox.access import report_for
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork, Role


@transaction.atomic
def receive(*, actor: OfficerAtWork, taken: CaseIntake) -> OpenCase:
    """Register a report (제11조, 제12조): number, register row, keys, clock; the officer handles it.

    Raises:
        NoSuchCase: the officer is not of the centre, or the institution is another's.
        DeskEmpty, DayRefused, BadIdentifier, TooMuch, NotNow, TooManyFiles: nothing is stored, no number
        is used.
    """
    _check_centre(actor, taken)
    if taken.channel is Channel.REFERRAL or taken.track is Track.REFERRED:
        raise NotNow(Problem.REFERRED)
    return _register(actor, taken)


@transaction.atomic
def receive_referral(
    *, actor: OfficerAtWork, taken: CaseIntake, commission_number: str, referred_on: date
) -> OpenCase:
    """Register what the Commission referred (제19조); its reporter is unknown to us, its day starts the clock.

    Raises:
        as `receive`.
    """
    _check_centre(actor, taken)
    if not commission_number.strip():
        raise NotNow(Problem.NO_REASON)
    referred = replace(
        taken,
        channel=Channel.REFERRAL,
        track=Track.REFERRED,
        way=Way.COMMISSION,
        received_on=referred_on,
        commission_number=commission_number,
    )
    return _register(actor, referred)


@transaction.atomic
def convert_report(*, actor: OfficerAtWork, report: OpenReport, taken: CaseIntake) -> OpenCase:
    """Make a case of an anonymous report whose reporter agreed to be named.

    The intake officer need not be of the centre: she seals to it, and what she opened she may hand on.
    Whoever the reporter excluded stays excluded.

    Raises:
        AlreadyCase: it is one.
        NotNow: no reporter is named in it.
        as `receive`.
    """
    again = report_for(actor, report.report.pk)
    if not any(each.kind is PartyKind.REPORTER and each.identity for each in taken.parties):
        raise NotNow(Problem.NO_CONSENT)
    excluded = [row.officer for row in again.report.exclusions.select_related("officer")]
    full = replace(
        taken,
        channel=Channel.INTERNET,
        received_on=taken.received_on or again.report.received_on,
        way=Way.SITE,
        report=again,
        excluded=[*taken.excluded, *excluded],
    )
    return _register(actor, full)


def _register(actor: OfficerAtWork, taken: CaseIntake) -> OpenCase:
    opened = open_new_case(taken, officer=actor.officer)
    barred = {officer.pk for officer in taken.excluded}
    if actor.officer.pk not in barred and sits_at_centre(actor):
        Handler.objects.create(case=opened.case, officer=actor.officer, since=today())
    mirror_report(opened.case)
    if NoticeKind.RECEIPT.value in opened.case.owed:
        lay_draft(actor, opened, NoticeKind.RECEIPT, {})
    leave_row(
        actor,
        Action.CASE_RECEIVED,
        opened.case,
        number=opened.case.display_number,
        channel=opened.case.channel,
        scans=len(taken.scans) + len(taken.named_scans) + len(taken.proofs),
    )
    return opened


def sits_at_centre(actor: OfficerAtWork) -> bool:
    return (
        actor.role != Role.ADMINISTRATOR
        and DeskSeat.objects.filter(
            officer=actor.officer,
            epoch__is_current=True,
            epoch__desk__function=DeskFunction.CASES,
        ).exists()
    )


def _check_centre(actor: OfficerAtWork, taken: CaseIntake) -> None:
    if taken.institution.pk != actor.officer.institution_id or not sits_at_centre(actor):
        raise NoSuchCase


def earlier_case(actor: OfficerAtWork, year: int, sequence: int) -> Case | None:
    """The case of that number, of the actor's institution."""
    return Case.objects.filter(
        institution_id=actor.officer.institution_id, year=year, sequence=sequence
    ).first()
