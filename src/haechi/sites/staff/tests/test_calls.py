"""The pages of calls, as each of their people sees them (RC-2, RC-3, RC-5, RC-9, RC-10)."""

import io
import math
import struct
import wave
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from haechi.audit.models import AuditEntry
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Department
from haechi.recordings.models import Call, Line, Notice, RecordingUse
from haechi.recordings.numbers import mark_of, seal_number
from haechi.recordings.office import settings_of
from haechi.recordings.people import designate
from haechi.recordings.types import Responsible
from haechi.sites.staff.tests.conftest import House, employ
from haechi.staff.types import Role
from haechi.telephony.types import PhoneNumber
from haechi.testing import make_officer

CALLER, WRITTEN = "01099887766", "010-9988-7766"


def sound(seconds: float = 1.0) -> SimpleUploadedFile:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        wavy = (
            round(9000 * math.sin(2 * math.pi * 440 * n / 8000)) for n in range(int(8000 * seconds))
        )
        file.writeframes(b"".join(struct.pack("<h", each) for each in wavy))
    return SimpleUploadedFile("notice.wav", out.getvalue(), "audio/wav")


class Town:
    """The head of audit names; four officers besides have their parts."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.institution = house.staffed.institution
        names = {"chief": "정보과장", "keeper": "담당자", "leader": "복지과장", "user": "주무관",
                 "second": "승인자", "stranger": "다른이"}  # fmt: skip
        self.people = {
            key: employ(make_officer(self.institution, name=name), key, Role.OFFICER)
            for key, name in names.items()
        }
        self.department = Department.objects.create(
            institution=self.institution, name_ko="복지과", name_en="Welfare"
        )
        head = house.head.at_work
        designate(actor=head, kind=Responsible.CHIEF, officer=self.people["chief"].officer)
        designate(actor=head, kind=Responsible.KEEPER, officer=self.people["keeper"].officer)
        designate(
            actor=head,
            kind=Responsible.USER_HEAD,
            officer=self.people["leader"].officer,
            department=self.department,
        )
        settings_of(self.institution)

    def client(self, who: str):
        return self.people[who].client()

    def line(self) -> Line:
        return Line.objects.create(
            institution=self.institution,
            number="021201234",
            department=self.department,
            official=self.people["user"].officer,
            mode="full",
        )

    def call(self, number: int, **given) -> Call:
        call, begun = f"{number:032x}", timezone.now() - timedelta(minutes=number)
        line = Line.objects.first() or self.line()
        return Call.objects.create(
            **{
                "institution": self.institution,
                "call": call,
                "day": begun.date(),
                "begun_at": begun,
                "talk_seconds": 61,
                "mode": "full",
                "outcome": "talked",
                "line": line,
                "department": line.department,
                "official": line.official,
                "caller": seal_number(PhoneNumber(CALLER), call, "caller"),
                "called": seal_number(PhoneNumber(line.number), call, "called"),
                "caller_mark": mark_of(PhoneNumber(CALLER), self.institution.pk),
                "called_mark": mark_of(PhoneNumber(line.number), self.institution.pk),
                "is_proven": True,
                **given,
            }
        )


@pytest.fixture
def town(house: House) -> Town:
    return Town(house)


PAGES = ("calls", "call_uses", "call_lines", "call_line_new", "call_notices", "call_office")


@pytest.mark.parametrize(
    ("who", "open_to"),
    [
        ("chief", set(PAGES)),
        ("keeper", set(PAGES)),
        ("leader", {"calls", "call_uses"}),
        ("user", {"calls"}),
        ("stranger", set()),
    ],
)
def test_each_page_is_there_for_those_it_is_for_and_missing_for_the_rest(town, who, open_to):
    town.line()
    client = town.client(who)
    found = {name for name in PAGES if client.get(reverse(name)).status_code == 200}
    assert found == open_to
    assert (reverse("calls") in client.get("/").content.decode()) == bool(open_to)


def test_an_administrator_names_people_and_sees_no_call(town):
    call = town.call(1)
    client = town.house.administrator.client()
    assert client.get(reverse("call_office")).status_code == 200
    assert client.get(reverse("calls")).status_code == 302
    assert client.get(reverse("call", args=[call.pk])).status_code == 404
    found = client.post(reverse("call_search"), {"number": CALLER})
    assert found.status_code == 404


def test_the_catalogue_shows_numbers_to_whom_they_belong_and_leaves_a_row_in_the_trail(town):
    town.call(1)
    for who in ("keeper", "leader", "user"):
        before = AuditEntry.objects.count()
        assert WRITTEN in town.client(who).get(reverse("calls")).content.decode()
        assert AuditEntry.objects.count() == before + 1
    assert CALLER not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_call_of_somebody_else_is_missing(town):
    other = Department.objects.create(institution=town.institution, name_ko="교통", name_en="T")
    call = town.call(1, department=other, official=None)
    for who, status in (("keeper", 200), ("leader", 404), ("user", 404), ("stranger", 404)):
        assert town.client(who).get(reverse("call", args=[call.pk])).status_code == status


def test_a_number_is_found_by_post_and_stands_in_no_address(town):
    town.call(1)
    client = town.client("keeper")
    assert client.get(reverse("call_search")).status_code == 405
    page = client.post(reverse("call_search"), {"number": "010-9988-7766"}).content.decode()
    assert page.count(WRITTEN) == 2  # the row, and what was typed
    assert f"number={CALLER}" not in page
    assert f"number={WRITTEN}" not in page
    none = client.post(reverse("call_search"), {"number": "010-1111-1111"}).content.decode()
    assert "조건에 맞는 통화가 없습니다" in none
    assert client.post(reverse("call_search"), {"number": "abc"}).status_code == 422


def test_older_calls_are_a_page_further(town):
    for number in range(1, 53):
        town.call(number)
    client = town.client("keeper")
    page = client.get(reverse("calls"), {"outcome": "talked"})
    assert len(page.context["rows"]) == 50
    older = client.get(reverse("calls") + page.context["older_url"])
    assert len(older.context["rows"]) == 2
    assert "outcome=talked" in page.context["older_url"]


def test_from_an_application_to_a_recorded_number(town):
    """RC-2: the department's head applies, the chief approves, the keeper adds the number."""
    answer = town.client("leader").post(
        reverse("call_use_apply"),
        {"department": town.department.pk, "ground": "abuse", "reason": "폭언이 잦습니다."},
    )
    assert answer.status_code == 302
    use = RecordingUse.objects.get()
    decide = reverse("call_use_decide", args=[use.pk])
    town.client("leader").post(decide, {"step": "approve"})
    use.refresh_from_db()
    assert use.state == "applied"
    town.client("chief").post(decide, {"step": "refuse"})
    use.refresh_from_db()
    assert use.state == "applied"  # a refusal needs a reason
    town.client("chief").post(decide, {"step": "approve"})
    use.refresh_from_db()
    assert use.state == "approved"
    given = {"number": "02-120-1234", "department": town.department.pk, "mode": "full",
             "official": town.people["user"].officer.pk}  # fmt: skip
    keeper = town.client("keeper")
    assert keeper.post(reverse("call_line_new"), given).status_code == 302
    again = keeper.post(reverse("call_line_new"), given)
    assert again.status_code == 422
    assert "다른 회선" in again.content.decode()
    page = keeper.get(reverse("call_lines")).content.decode()
    assert "02-120-1234" in page
    assert "녹취 중" in page
    line = Line.objects.get()
    assert keeper.get(reverse("call_line", args=[line.pk])).status_code == 200
    keeper.post(reverse("call_line_remove", args=[line.pk]), {"confirm": "yes"})
    assert not Line.objects.filter(removed_on__isnull=True).exists()


def test_a_notice_is_uploaded_heard_and_put_to_use_by_the_chief_alone(town):
    given = {"kind": "full", "text": "통화 내용이 녹음됩니다."}
    chief, keeper = town.client("chief"), town.client("keeper")
    assert keeper.post(reverse("call_notices"), given | {"sound": sound()}).status_code == 422
    assert chief.post(reverse("call_notices"), given | {"sound": sound(0.1)}).status_code == 422
    assert chief.post(reverse("call_notices"), given | {"sound": sound()}).status_code == 302
    notice = Notice.objects.get()
    heard = keeper.get(reverse("call_notice_sound", args=[notice.pk]))
    assert heard["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(heard.content)) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, 8000)
    keeper.post(reverse("call_notice_use", args=[notice.pk]))
    assert settings_of(town.institution).full_notice is None
    chief.post(reverse("call_notice_use", args=[notice.pk]))
    assert settings_of(town.institution).full_notice == notice


def test_desks_are_seated_apart_and_the_pledge_is_signed_on_the_page(town):
    chief = town.client("chief")
    seat = reverse("call_desk_seat")

    def give(who: str, function: DeskFunction) -> int:
        given = {"officer": town.people[who].officer.pk, "function": function.value}
        return int(chief.post(seat, given).status_code)

    assert give("keeper", DeskFunction.RECORDING_CUSTODIAN) == 302
    assert give("keeper", DeskFunction.RECORDING_APPROVER) == 422
    assert give("second", DeskFunction.RECORDING_APPROVER) == 302
    approvers = members_of(town.institution, DeskFunction.RECORDING_APPROVER)
    assert [each.name for each in approvers] == ["승인자"]
    keeper = town.client("keeper")
    assert "비밀유지 서약" in keeper.get(reverse("call_office")).content.decode()
    keeper.post(reverse("call_pledge"))
    assert town.people["keeper"].officer.recording_pledges.count() == 1


def test_only_the_chief_changes_how_long_recordings_are_kept(town):
    given = {"retention_days": 90, "answer_by": "answer", "when_full": "refuse-call",
             "audio": "opus", "managing_department": ""}  # fmt: skip
    assert town.client("keeper").post(reverse("call_settings"), given).status_code == 422
    assert settings_of(town.institution).retention_days == 30
    assert town.client("chief").post(reverse("call_settings"), given).status_code == 302
    assert settings_of(town.institution).retention_days == 90
    short = town.client("chief").post(reverse("call_settings"), given | {"retention_days": 5})
    assert short.status_code == 422
    assert settings_of(town.institution).retention_days == 90


@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_in_english_too(town, name):
    town.call(1)
    client = town.client("chief")
    client.get(reverse("language", args=["en"]))
    page = client.get(reverse(name)).content.decode()
    assert '<html lang="en"' in page
