"""Who may switch what on; the plan follows (RC-1, RC-2, RC-3, RC-9, RC-10)."""

import base64

import pytest
from django.db import IntegrityError, transaction

from haechi.audit.models import AuditEntry
from haechi.common.durable import replace_bytes
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Department
from haechi.recordings import keystore, planning
from haechi.recordings.desks import admit_to_desk, leave_desk, open_desk
from haechi.recordings.errors import (
    BadNotice,
    BadNumber,
    BothDesks,
    NotNow,
    NotResponsible,
    NumberTaken,
    SamePerson,
)
from haechi.recordings.lines import LineEntry, add_line, change_line, remove_line
from haechi.recordings.models import DayKey, Line, RecordingUse
from haechi.recordings.notices import add_notice, convert
from haechi.recordings.numbers import normalise, written
from haechi.recordings.office import settings_of
from haechi.recordings.people import designate, end_designation, is_chief, owe_pledge
from haechi.recordings.plan_folder import encode, write_plan
from haechi.recordings.planning import build_plan
from haechi.recordings.switching import apply, approve, end, refuse
from haechi.recordings.tests.conftest import officer, tone
from haechi.recordings.types import Ground, LineMode, NoticeKind, Responsible
from haechi.staff.errors import LastMember
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.telephony.plan_file import PLAN_NAME, decode_plan
from haechi.telephony.types import Codec, Mode
from haechi.testing import make_institution


@pytest.fixture
def other(hall) -> Department:
    """A department that never applied, headed by who is a stranger to the first."""
    found = Department.objects.create(
        institution=hall.institution, name_ko="교통과", name_en="Traffic"
    )
    designate(
        actor=hall.chief,
        kind=Responsible.USER_HEAD,
        officer=hall.stranger.officer,
        department=found,
    )
    return found


@pytest.mark.parametrize(
    "typed", ["02-120-1234", "02)120-1234", "(02) 120 1234", "+82-2-120-1234", "02.120.1234"]
)
def test_a_number_is_one_number_however_it_is_written(typed):
    assert normalise(typed) == "021201234"


@pytest.mark.parametrize(
    "shown", ["02-120-1234", "02-1234-5678", "010-1234-5678", "031-120-1234", "1588-1234", "110"]
)
def test_a_number_is_shown_as_people_write_it(shown):
    assert written(normalise(shown)) == shown


@pytest.mark.parametrize("typed", ["", "전화", "02-120-ABCD", "1", "1" * 40, "02;1"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(BadNumber):
        normalise(typed)


def test_a_department_without_approval_is_not_recorded(hall, other):
    """RC-2."""
    line = add_line(actor=hall.keeper, entry=LineEntry("120-5678", other, LineMode.FULL))
    modes = {each.number: each.mode for each in hall.plan().lines}
    assert modes == {"021201234": Mode.FULL, "1205678": None}
    use = apply(actor=hall.stranger, department=other, ground=Ground.NEEDED, reason="필요")
    assert {each.id: each.mode for each in hall.plan().lines}[line.pk] is None
    approve(actor=hall.chief, use=use)
    assert {each.id: each.mode for each in hall.plan().lines}[line.pk] == Mode.FULL
    end(actor=hall.stranger, use=use, reason="끝")
    assert {each.id: each.mode for each in hall.plan().lines}[line.pk] is None


def test_only_the_departments_own_head_applies_and_only_the_chief_decides(hall, other):
    given = {"department": other, "ground": Ground.ABUSE, "reason": "폭언"}
    for who in ("head", "chief", "keeper", "user", "admin"):
        with pytest.raises(NotResponsible):
            apply(actor=hall.people[who], **given)
    use = apply(actor=hall.stranger, **given)
    for who in ("head", "stranger", "keeper", "custodian", "admin"):
        with pytest.raises(NotResponsible):
            approve(actor=hall.people[who], use=use)
    with pytest.raises(NotNow):
        apply(actor=hall.stranger, **given)  # one waits
    assert refuse(actor=hall.chief, use=use, reason="근거 부족").refusal == "근거 부족"
    with pytest.raises(NotNow):
        approve(actor=hall.chief, use=use)


def test_the_chief_who_heads_a_department_does_not_approve_her_own_application(hall, other):
    designate(
        actor=hall.chief,
        kind=Responsible.USER_HEAD,
        officer=hall.chief.officer,
        department=other,
    )
    use = apply(actor=hall.chief, department=other, ground=Ground.ABUSE, reason="폭언")
    with pytest.raises(SamePerson):
        approve(actor=hall.chief, use=use)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingUse.objects.filter(pk=use.pk).update(
            state="approved", decided_by=hall.chief.officer
        )


def test_every_act_leaves_one_row_in_the_trail(hall, other):
    before = AuditEntry.objects.count()
    use = apply(actor=hall.stranger, department=other, ground=Ground.ABUSE, reason="폭언")
    refuse(actor=hall.chief, use=use, reason="근거 부족")
    line = add_line(actor=hall.keeper, entry=LineEntry("120-1", other, LineMode.NONE))
    remove_line(actor=hall.keeper, line=line)
    assert AuditEntry.objects.count() == before + 4


def test_a_number_is_one_line_in_the_whole_installation_until_it_is_removed(hall, other):
    entry = LineEntry("02 120 1234", other, LineMode.FULL)
    with pytest.raises(NumberTaken):
        add_line(actor=hall.keeper, entry=entry)
    remove_line(actor=hall.keeper, line=hall.line)
    assert add_line(actor=hall.keeper, entry=entry).number == "021201234"
    assert Line.objects.count() == 2


def test_lines_are_for_the_managing_persons_alone(hall, other):
    entry = LineEntry("120-9", other, LineMode.NONE)
    for who in ("head", "user", "stranger", "admin"):
        with pytest.raises(NotResponsible):
            add_line(actor=hall.people[who], entry=entry)
        with pytest.raises(NotResponsible):
            change_line(actor=hall.people[who], line=hall.line, entry=entry)


def test_nobody_names_herself_chief_and_a_second_takes_the_place_of_the_first(hall):
    with pytest.raises(SamePerson):
        designate(actor=hall.admin, kind=Responsible.CHIEF, officer=hall.admin.officer)
    with pytest.raises(NotResponsible):
        designate(actor=hall.keeper, kind=Responsible.CHIEF, officer=hall.keeper.officer)
    row = designate(actor=hall.admin, kind=Responsible.CHIEF, officer=hall.stranger.officer)
    assert not is_chief(officer(hall.chief))
    assert is_chief(officer(hall.stranger))
    end_designation(actor=hall.admin, row=row)
    assert not is_chief(officer(hall.stranger))


def test_an_administrator_of_settings_is_never_responsible_and_never_seated(hall):
    """P-07: her account's role is looked at, not what she was designated as before."""
    Account.objects.create(
        username="admin", officer=hall.admin.officer, role=Role.ADMINISTRATOR, contact=b""
    )
    who = officer(hall.admin)
    with pytest.raises(NotNow):
        designate(actor=hall.chief, kind=Responsible.KEEPER, officer=who)
    with pytest.raises(NotResponsible):
        admit_to_desk(actor=hall.custodian, function=DeskFunction.RECORDING_CUSTODIAN, newcomer=who)


def test_who_has_not_signed_the_pledge_is_listed(hall):
    owing = {each.name for each in owe_pledge(hall.institution)}
    assert owing == {"정보통신과장", "담당자"}


def test_nobody_sits_at_both_desks_by_the_services(hall):
    """RC-5: also who sat there once, as long as her old seat opens old recordings."""
    with pytest.raises(BothDesks):
        admit_to_desk(
            actor=hall.custodian,
            function=DeskFunction.RECORDING_CUSTODIAN,
            newcomer=officer(hall.approver),
        )
    with pytest.raises(NotResponsible):
        open_desk(
            actor=hall.admin,
            function=DeskFunction.RECORDING_CUSTODIAN,
            officers=[officer(hall.user)],
        )
    with pytest.raises(LastMember):
        leave_desk(
            actor=hall.chief,
            function=DeskFunction.RECORDING_CUSTODIAN,
            officer=officer(hall.custodian),
        )


def test_a_new_notice_is_a_new_version_and_the_old_one_stays(hall):
    notice = add_notice(actor=hall.chief, kind=NoticeKind.FULL, text="새 고지", upload=tone(2))
    assert (notice.version, notice.milliseconds) == (2, 2000)
    assert hall.plan().full_notice.id != notice.pk  # spoken only once it is chosen


@pytest.mark.parametrize(
    ("upload", "problem"),
    [
        (b"no sound at all", "unreadable"),
        (b"", "unreadable"),
        (tone(0.2), "short"),
        (tone(61, rate=8000), "long"),
        (tone(1, loud=20), "silent"),
        (tone(1)[:30], "unreadable"),
    ],
)
def test_sound_that_cannot_be_used_is_refused_with_the_reason(upload, problem):
    with pytest.raises(BadNotice) as refused:
        convert(upload)
    assert refused.value.problem == problem


def test_a_notice_becomes_every_codec_of_the_length_it_has(hall):
    pcm = convert(tone(1.5)).pcm
    assert len(pcm) == 1.5 * 16000
    for codec in Codec:
        assert abs(len(encode(pcm, codec)) - 12000) <= 160


def test_the_plan_is_written_when_it_changed_and_then_not_again(hall):
    assert write_plan()
    plan = decode_plan((hall.folder / PLAN_NAME).read_bytes())
    (one,) = plan.institutions
    assert [line.number for line in one.lines] == ["021201234"]
    digest = one.full_notice.sha256
    names = {path.name for path in (hall.folder / "notices").iterdir()}
    assert names == {f"{digest}.{end}" for end in ("pcm", "PCMU", "PCMA", "G722")}
    assert not write_plan()
    remove_line(actor=hall.keeper, line=hall.line)
    assert write_plan()
    assert decode_plan((hall.folder / PLAN_NAME).read_bytes()).institutions == ()


def test_the_plan_holds_no_secret_and_no_citizens_number(hall):
    hall.called()
    write_plan()
    text = (hall.folder / PLAN_NAME).read_bytes()
    assert b"01012345678" not in text
    for row in DayKey.objects.all():
        private = keystore.load(hall.institution.pk, keystore.day_name(row.day)).private
        assert base64.b64encode(private) not in text
        assert base64.b64encode(bytes(row.public_key)) in text


def test_without_a_member_at_a_desk_nothing_is_recorded(hall):
    hall.approver.officer.seats.all().delete()
    assert build_plan().institutions == ()


def test_one_institution_s_plan_is_made_without_those_of_others(hall, monkeypatch):
    later = settings_of(make_institution("narae").institution)
    whole, made, lines = hall.plan(), list[int](), planning._lines

    def noted(office):
        made.append(office.pk)
        return lines(office)

    monkeypatch.setattr(planning, "_lines", noted)
    assert planning.plan_of(later.pk) is None
    assert planning.plan_of(hall.institution.pk) == whole
    assert made == [later.pk, hall.institution.pk]


def test_a_half_written_plan_is_never_read(tmp_path):
    path = tmp_path / "plan.json"
    replace_bytes(path, b"old")
    with pytest.raises(TypeError):
        replace_bytes(path, None)
    assert path.read_bytes() == b"old"
