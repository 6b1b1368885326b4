"""The operations room: for the three of 제5조, without a number of anybody (RC-5, RC-9, RC-12)."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from haechi.recordings.alarms import raise_alarm
from haechi.recordings.models import DayKey, Notice, RecordingUse, RoomState
from haechi.recordings.office import settings_of
from haechi.recordings.sight import MINUTES, Minute
from haechi.recordings.types import Alarm, Failure
from haechi.sites.staff.metrics import metrics_text
from haechi.sites.staff.room_page import parts, state_mark
from haechi.sites.staff.room_pictures import HEAD, HEIGHT, hour_of_calls
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_calls import Town

MIB = 1 << 20


@pytest.fixture
def town(house: House) -> Town:
    return Town(house)


@pytest.fixture
def working(town: Town) -> Iterator[Town]:
    """A line is recorded, and a recorder tells of two calls on it, one of them stored. Time stands still."""
    with time_machine.travel(timezone.now(), tick=False):
        yield _at_work(town)


def _at_work(town: Town) -> Town:
    line, office = town.line(), settings_of(town.institution)
    chief = town.people["chief"].officer
    RecordingUse.objects.create(
        institution=town.institution, department=town.department, ground="abuse", reason="폭언",
        state="approved", applied_by=town.people["leader"].officer, applied_at=timezone.now(),
        decided_by=chief, decided_at=timezone.now(),
    )  # fmt: skip
    office.full_notice = Notice.objects.create(
        institution=town.institution, kind="full", version=1, text="녹음됩니다.", sound=b"\0\0",
        sha256="0" * 64, milliseconds=1, made_by=chief, made_at=timezone.now(),
    )  # fmt: skip
    office.save()
    minute = int(time.time() // 60)
    seen(
        nodes=[status(lines=[[town.institution.pk, line.pk, 2, 1]])],
        minutes=[vars(Minute(minute, 8910, 90, 3, 2, {str(town.institution.pk): [5, 4]}))],
        failures=[
            {"at": time.time(), "kind": Failure.NO_ROOM, "count": 3, "institution": town.institution.pk},
            {"at": time.time(), "kind": Failure.NO_KEY, "count": 1, "institution": 10_000},
        ],
        store={"need": 900 * MIB, "waiting": 2, "oldest": 40, "free": 1, "size": 1, "same": True},
    )  # fmt: skip
    return town


def status(**facts: object) -> dict[str, object]:
    return {"at": time.time(), "since": time.time() - 3600, "port": 5070, "calls": 2, "most": 1000,
            "workers": [0.12, 0.95], "free": 40_000 * MIB, "size": 90_000 * MIB, "floor": 256 * MIB,
            "backlog": 0, **facts}  # fmt: skip


def seen(**facts: object) -> None:
    RoomState.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now(), **facts})


@pytest.mark.parametrize("who", ["chief", "keeper"])
def test_the_three_see_calls_by_department_load_disk_keys_and_failures(
    working: Town, who: str
) -> None:
    page = working.client(who).get(reverse("call_room")).content.decode()
    assert "녹취기가 정상 작동 중입니다." in page
    assert "통화 2건, 녹취 1건" in page
    assert "녹취되지 않음: 저장 공간 부족" in page
    assert "오늘 쓸 암호키가 없음" not in page  # another institution's
    assert "1.00 %" in page
    assert "날짜별 암호키: 15개 중 0개" in page
    assert "가장 오래된 것 40초" in page
    assert "44시간 남음" in page


@pytest.mark.parametrize("who", ["leader", "user", "second", "stranger"])
def test_nobody_else_does(working: Town, who: str) -> None:
    for name in ("call_room", "call_room_events"):
        assert working.client(who).get(reverse(name)).status_code == 404


def test_no_number_of_anybody_stands_there(working: Town) -> None:
    working.call(1)
    html = "".join(parts(working.institution).values())
    for number in ("021201234", "02-120-1234", "01099887766", "010-9988-7766"):
        assert number not in html


def test_a_silent_recorder_and_a_silent_worker_are_told_apart(working: Town) -> None:
    def headline() -> str:
        return parts(working.institution)["state"]

    mark = state_mark(working.institution)
    seen(nodes=[status(at=time.time() - 90)])
    assert "녹취기가 응답하지 않아" in headline()
    seen(nodes=[status(), status(at=time.time() - 90)])
    assert "녹취기 가운데 하나가" in headline()
    RoomState.objects.update(seen_at=timezone.now() - timedelta(seconds=30))
    assert "작업자가 멈춰" in headline()
    assert state_mark(working.institution) != mark


def test_an_open_alarm_stands_at_the_top_until_it_ends(working: Town) -> None:
    raise_alarm(working.institution.pk, Alarm.DISK_LOW)
    html = parts(working.institution)["state"]
    assert "확인할 일이 있습니다" in html
    assert "저장 공간이 거의 찼음" in html


def test_a_day_without_a_key_is_told_in_words_too(working: Town) -> None:
    today = timezone.localdate()
    DayKey.objects.create(
        institution=working.institution,
        day=today,
        public_key=b"k" * 32,
        destroy_on=today + timedelta(days=31),
    )
    html = parts(working.institution)["keys"]
    assert html.count('<span class="visually-hidden">암호키 있음</span>') == 1
    assert html.count('<span class="visually-hidden">암호키 없음</span>') == 14


def test_a_picture_is_one_image_with_words_and_stays_within_its_frame(working: Town) -> None:
    html = parts(working.institution)["calls"]
    assert html.count('role="img"') == 1
    assert "동시 최대 5건" in html
    minutes = [Minute(100 - at, calls={"1": [at, at // 2]}) for at in range(MINUTES)]
    picture = hour_of_calls(minutes, "1", 100)
    assert len(picture.columns) == MINUTES
    for column in picture.columns:
        assert 0 <= column.stored <= column.height <= HEIGHT - HEAD
        assert column.y + column.height == pytest.approx(picture.base)
        assert column.x + picture.step <= picture.right


def test_monitoring_finds_the_recorders_age_and_open_alarms(working: Town) -> None:
    seen(nodes=[status(), status(at=time.time() - 90)])
    raise_alarm(working.institution.pk, Alarm.DISK_LOW)
    figures = dict(line.rsplit(" ", 1) for line in metrics_text().splitlines() if line[0] != "#")
    assert float(figures["haechi_recorder_age_seconds"]) == pytest.approx(90)
    assert float(figures["haechi_recorder_alarms"]) == 1
