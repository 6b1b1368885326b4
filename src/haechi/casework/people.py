"""Who is in a case: joint reporters, proxies, accused; who handles it and who must not; consents."""

import uuid
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, CaseExclusion, CaseSeal, Consent, Handler, Party
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import NewParty, add_consent, add_party_row, consents_now
from haechi.cases.problems import Problem
from haechi.cases.sealing import seals_for
from haechi.cases.states import Event
from haechi.cases.types import ConsentKind, Direction, PaperKind, PartyKind
from haechi.casework.access import able_officers, identity_key, open_to_change, secret_of
from haechi.casework.errors import NoSuchCase
from haechi.casework.filed import keep_form
from haechi.casework.parties import party_of
from haechi.casework.steps import checked_day, step
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import Officer
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID


@transaction.atomic
def add_party(*, actor: OfficerAtWork, case_id: CaseId, new: NewParty) -> Party:
    """One more reporter, a proxy (with proof), an accused.

    Another than an accused is sealed to the 책임관's desk, so only its members can add one later.

    Raises:
        IdentityRefused: an identity, and the officer is not of that desk.
        NotNow: a proxy without proof, or a second representative.
        BadIdentifier, TooMuch: nothing is stored.
    """
    opened = open_to_change(actor, case_id)
    case = opened.case
    if new.is_representative and case.parties.filter(is_representative=True).exists():
        raise NotNow(Problem.ALREADY)
    accused = new.kind is PartyKind.ACCUSED
    key = opened.data_key if accused else identity_key(actor, case)
    row = add_party_row(case, new, key=key)
    if new.kind is PartyKind.REPORTER and new.identity:
        Case.objects.filter(pk=case.pk).update(reporter_known=True)
    leave_row(actor, Action.CASE_PEOPLE, case, added=new.kind.value)
    return row


@transaction.atomic
def choose_representative(
    *, actor: OfficerAtWork, case_id: CaseId, party_id: str | uuid.UUID
) -> None:
    """제13조①: one of the reporters, by form 5; every notice goes to her from then on.

    Raises:
        NotNow: not a reporter, or one who left.
    """
    opened = open_to_change(actor, case_id)
    party = party_of(opened, party_id)
    if party.kind != PartyKind.REPORTER or party.left_on is not None:
        raise NotNow(Problem.NOT_A_PARTY)
    opened.case.parties.filter(is_representative=True).update(is_representative=False)
    Party.objects.filter(pk=party.pk).update(is_representative=True)
    paper = NewPaper(
        PaperKind.REPRESENTATIVE, Direction.IN, today(), PaperText("대표신고자 선정서"), form=5
    )
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    keep_form(opened, row, actor.officer)
    leave_row(actor, Action.CASE_PEOPLE, opened.case, representative=party.number)


@transaction.atomic
def party_left(*, actor: OfficerAtWork, case_id: CaseId, party_id: str | uuid.UUID) -> bool:
    """A reporter, representative or proxy withdraws from the case; the others stay.

    True: she represented the others, who now have to choose again (the first of them is told until then).

    Raises:
        NotNow: left already, or the last reporter (that is a withdrawal of the report, 제16조).
    """
    opened = open_to_change(actor, case_id)
    party = party_of(opened, party_id)
    if party.left_on is not None:
        raise NotNow(Problem.ALREADY)
    reporters = opened.case.parties.filter(kind=PartyKind.REPORTER, left_on__isnull=True)
    if party.kind == PartyKind.REPORTER and reporters.count() == 1:
        raise NotNow(Problem.LAST_REPORTER)
    represented = party.is_representative
    Party.objects.filter(pk=party.pk).update(left_on=today(), is_representative=False)
    leave_row(actor, Action.CASE_PEOPLE, opened.case, left=party.number)
    return represented


@transaction.atomic
def assign_handler(*, actor: OfficerAtWork, case_id: CaseId, officer: Officer) -> Handler:
    """Give the case to an officer of the centre, beside those who have it.

    Raises:
        NoSuchCase: the officer could not open it.
    """
    opened = open_to_change(actor, case_id)
    if not able_officers(opened.case).filter(pk=officer.pk).exists():
        raise NoSuchCase
    row, _ = Handler.objects.get_or_create(
        case=opened.case, officer=officer, until=None, defaults={"since": today()}
    )
    leave_row(actor, Action.CASE_PEOPLE, opened.case, handler=officer.pk)
    return row


@transaction.atomic
def release_handler(*, actor: OfficerAtWork, case_id: CaseId, officer: Officer) -> None:
    """The officer handles it no more; with nobody left every member of the centre can open it."""
    opened = open_to_change(actor, case_id)
    Handler.objects.filter(case=opened.case, officer=officer, until__isnull=True).update(
        until=today()
    )
    leave_row(actor, Action.CASE_PEOPLE, opened.case, released=officer.pk)


@transaction.atomic
def exclude_for_conflict(
    *, actor: OfficerAtWork, case_id: CaseId, officer: Officer, reason: str
) -> None:
    """Keep an officer out for a conflict of interest (이해충돌): her keys open the case no more.

    Seals to a desk where she sits are replaced by seals to each other member. Of identities that needs a
    member of the 책임관's desk; where the actor is none and the excluded one is, it is refused.

    Raises:
        NotNow: without a reason, oneself, or nobody would be left.
        IdentityRefused: see above.
    """
    opened = open_to_change(actor, case_id)
    case = opened.case
    if not reason.strip():
        raise NotNow(Problem.NO_REASON)
    CaseExclusion.objects.get_or_create(case=case, officer=officer, defaults={"since": today()})
    Handler.objects.filter(case=case, officer=officer, until__isnull=True).update(until=today())
    for is_identity in (False, True):
        _reseal(actor, case, officer, is_identity=is_identity)
    words = PaperText("사건 배제", reason)
    paper = NewPaper(PaperKind.DECISION, Direction.OWN, today(), words)
    add_paper(case, opened.data_key, paper, officer=actor.officer)
    leave_row(actor, Action.CASE_PEOPLE, case, excluded=officer.pk)


def _reseal(actor: OfficerAtWork, case: Case, officer: Officer, *, is_identity: bool) -> None:
    seals = CaseSeal.objects.filter(case=case, is_identity=is_identity)
    hers = seals.filter(officer=officer).exists()
    if not hers and not seals.filter(epoch__seats__officer=officer).exists():
        return
    if not hers:
        secret = secret_of(actor, seals)
        if secret is None:
            identity_key(actor, case)  # raises what the caller is told
            raise NoSuchCase
        barred = set(CaseExclusion.objects.filter(case=case).values_list("officer_id", flat=True))
        try:
            fresh = seals_for(
                case, secret, case.institution, barred=barred, is_identity=is_identity
            )
        except DeskEmpty:
            raise NotNow(Problem.LAST_HANDLER) from None
        seals.delete()
        CaseSeal.objects.bulk_create(fresh)
        return
    if not seals.filter(officer__is_active=True).exclude(officer=officer).exists():
        raise NotNow(Problem.LAST_HANDLER)
    seals.filter(officer=officer).delete()


@transaction.atomic
def record_consent(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    kind: ConsentKind,
    given: bool,
    party_id: str | uuid.UUID | None = None,
    on: date | None = None,
    reference: str = "",
) -> Consent:
    """Take down what a reporter agreed to or refused (forms 4, 10; 제18조①), or took back.

    A transfer that was drafted and has not gone cannot go after its consent was taken back; one that
    went stays, and the line says when.

    Raises:
        NotNow: not a reporter of this case.
        DayRefused: in the future or before receipt.
    """
    opened = open_to_change(actor, case_id)
    party = party_of(opened, party_id) if party_id else None
    if party is not None and party.kind not in {PartyKind.REPORTER, PartyKind.PROXY}:
        raise NotNow(Problem.NOT_A_PARTY)
    day = checked_day(on, not_before=opened.case.received_on)
    row = add_consent(opened.case, kind, day, given=given, party=party, officer=actor.officer)
    if kind is ConsentKind.TRANSFER:
        agreed = consents_now(opened.case).get(ConsentKind.TRANSFER, False)
        event = Event.CONSENT_TO_TRANSFER if agreed else Event.REVOKE_CONSENT
        step(actor, opened, event, Given(day))
    words = PaperText(str(kind.label), "동의" if given else "부동의")
    form = 4 if kind in _FORM_4 else None
    paper = NewPaper(PaperKind.CONSENT, Direction.IN, day, words, form=form, reference=reference)
    filed = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    keep_form(opened, filed, actor.officer)
    leave_row(actor, Action.CASE_PEOPLE, opened.case, consent=kind.value, given=given)
    return row


_FORM_4 = frozenset({ConsentKind.DISCLOSURE_INVESTIGATION, ConsentKind.DISCLOSURE_PROSECUTION})
