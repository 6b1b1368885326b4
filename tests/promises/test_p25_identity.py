"""P-25: an identity given in a named report opens only with a reason and leaves a row.

Nobody at the intake desk sees it.
"""

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.filing import Particulars, become_named, file_named_report
from haechi.cases.models import Case, CaseSeal, IdentityOpening, Party
from haechi.cases.sealing import identity_of
from haechi.cases.types import CaseContent, Identity, PartyKind, Purpose
from haechi.casework.access import identity_key, open_case
from haechi.casework.errors import IdentityRefused, NoSuchCase, ReasonNeeded
from haechi.casework.identity import open_identity
from haechi.casework.selectors import detail
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.custody.models import DeskSeat, Officer
from haechi.custody.selectors import open_epoch
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.inbox.access import visible_reports
from haechi.inbox.services import open_report
from haechi.reports.submission import Submission
from haechi.reports.types import ReportContent, new_draft_token
from haechi.testing import at_work, file_report, make_institution, make_officer

NAME = "독고은새뜸"
WHO = Identity(NAME, phone="010-9876-5432")
WHAT = CaseContent("폐수 무단 방류", content="밤마다 내보냅니다.")

pytestmark = pytest.mark.django_db


class Office:
    """An intake desk, a centre, a 책임관; one named report, and one that got a name later."""

    def __init__(self):
        self.staffed = make_institution()
        institution = self.staffed.institution
        self.intake = at_work(self.staffed.officers[0])
        kim, park = (make_officer(institution, name=name) for name in ("한기록", "박책임"))
        desks = {DeskFunction.CASES: (kim, park), DeskFunction.PROTECTION: (park,)}
        for function, people in desks.items():
            ids = [person.officer_id for person in people]
            seated = list(Officer.objects.filter(pk__in=ids))
            staff_desk(institution=institution, function=function, officers=seated)
        self.clerk, self.chief = at_work(kim), at_work(park)
        submission = Submission(
            institution, self.staffed.category, ReportContent("밤마다"), new_draft_token()
        )
        file_named_report(submission=submission, particulars=Particulars(WHAT, WHO))
        self.anonymous = file_report(self.staffed)
        become_named(opened=self.anonymous.opened(), particulars=Particulars(WHAT, WHO))

    def parties(self):
        return Party.objects.filter(kind=PartyKind.REPORTER).select_related("case")


@pytest.fixture
def office():
    return Office()


def opens(actor, sealed, seats):
    """Whether one of the officer's keys opens it: her own, or of a desk where she sits."""
    pairs = [actor.unlocked.pair, *(open_epoch(actor.unlocked, epoch) for epoch in seats)]
    for pair in pairs:
        try:
            open_with(pair, sealed)
        except CannotOpen:
            continue
        return True
    return False


def keys_that_open(actor):
    seats = DeskSeat.objects.filter(officer=actor.officer).values_list("epoch", flat=True)
    seals = CaseSeal.objects.filter(is_identity=True)
    return sum(opens(actor, seal.sealed_key, seats) for seal in seals)


def test_no_key_of_the_intake_desk_or_of_the_centre_opens_an_identity(office):
    assert Case.objects.count() == 2
    assert [keys_that_open(each) for each in (office.intake, office.clerk)] == [0, 0]
    assert keys_that_open(office.chief) == 2  # the control: the search finds what is there
    for party in office.parties():
        assert NAME.encode() not in bytes(party.sealed)
        for actor in (office.intake, office.clerk):
            with pytest.raises(IdentityRefused):
                identity_key(actor, party.case)


def test_the_intake_desk_sees_no_named_report_and_reads_on_without_the_name(office):
    assert [report.pk for report in visible_reports(office.intake)] == [office.anonymous.report.pk]
    shown = open_report(actor=office.intake, report_id=office.anonymous.report.pk)
    assert NAME not in repr(shown)
    for party in office.parties():
        with pytest.raises(NoSuchCase):
            open_case(office.intake, party.case_id)


def test_whoever_handles_the_case_reads_it_without_the_name(office):
    for case in Case.objects.all():
        found = detail(office.clerk, case.pk, "ko")
        assert found.content == WHAT
        assert NAME not in str(vars(found))


def test_an_identity_opens_with_a_reason_alone_and_leaves_a_row(office):
    party = office.parties().first()
    given = {"actor": office.chief, "case_id": party.case_id, "party_id": party.pk}
    with pytest.raises(ReasonNeeded):
        open_identity(**given, purpose=Purpose.NOTICE, reason="  ")
    assert not IdentityOpening.objects.exists()
    before = AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count()
    assert open_identity(**given, purpose=Purpose.NOTICE, reason="결과 통지").name == NAME
    assert IdentityOpening.objects.get().officer == office.chief.officer
    assert AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count() == before + 1
    key = identity_key(office.chief, party.case)
    assert identity_of(key, party.pk, party.sealed).phone == WHO.phone
