"""A town hall that records: who is responsible, both desks, a department with a line, keys of days."""

import io
import math
import secrets
import shutil
import struct
import wave
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from haechi.common.clock import now, today
from haechi.crypto.stream import seal_stream
from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Department, Institution
from haechi.recordings.days import make_days
from haechi.recordings.desks import open_desk
from haechi.recordings.intake import DONE, JOURNAL, take_in
from haechi.recordings.lines import LineEntry, add_line
from haechi.recordings.models import Call, Line, RecordingFile
from haechi.recordings.notices import add_notice
from haechi.recordings.office import choose_notice, settings_of
from haechi.recordings.people import designate, sign_pledge
from haechi.recordings.planning import build_plan
from haechi.recordings.switching import apply, approve
from haechi.recordings.types import Ground, LineMode, NoticeKind, Responsible
from haechi.staff.types import OfficerAtWork, Role
from haechi.telephony.custody import new_recording_key
from haechi.telephony.journal import seal_record, write_sealed
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import InstitutionPlan
from haechi.telephony.records import CallRecord, NoticePlayed, RecordedFile
from haechi.telephony.types import CallId, Leg, Mode, Outcome, PhoneNumber
from haechi.testing import at_work, make_institution, make_officer

SPOKEN = "통화 내용이 녹음됩니다. 연결해 드리겠습니다."
PEAKS = b'{"rate":10,"left":[1,2],"right":[3,4]}'


@cache
def tone(seconds: float = 1.5, rate: int = 16000, loud: int = 12000) -> bytes:
    """A WAV of 440 Hz."""
    samples = (
        round(loud * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(seconds * rate))
    )
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return sound.getvalue()


@dataclass
class Hall:
    institution: Institution
    people: dict[str, OfficerAtWork]
    folder: Path
    department: Department = field(init=False)
    line: Line = field(init=False)

    def __getattr__(self, name: str) -> OfficerAtWork:
        return self.people[name]

    def plan(self) -> InstitutionPlan:
        return build_plan().institutions[0]

    def record(self, sound: bytes = b"fLaC" + b"\x5a" * 4000, **changes) -> CallRecord:
        """What the recorder leaves of a call, its sealed files in `done/`."""
        plan, call = self.plan(), CallId(secrets.token_hex(16))
        day = plan.day_key(today())
        assert day is not None
        made = new_recording_key(plan.custodian, plan.approver, day)
        audio = b"".join(seal_stream(io.BytesIO(sound), made.key, audio_place(call)))
        peaks = b"".join(seal_stream(io.BytesIO(PEAKS), made.key, peaks_place(call)))
        done = self.folder / DONE
        done.mkdir(parents=True, exist_ok=True)
        (done / f"{call}-1.flac").write_bytes(audio)
        (done / f"{call}-1.peaks").write_bytes(peaks)
        begun = changes.pop("begun_at", now().timestamp())
        notice = plan.full_notice
        assert notice is not None
        given = CallRecord(
            call=call,
            institution=self.institution.pk,
            line=self.line.pk,
            department=self.department.pk,
            official=self.people["user"].officer.pk,
            mode=Mode.FULL,
            caller=PhoneNumber("01012345678"),
            called=PhoneNumber("021201234"),
            begun_at=begun,
            connected_at=begun + 5,
            ended_at=begun + 65,
            outcome=Outcome.TALKED,
            notices=(NoticePlayed(notice.id, notice.sha256, 10, 1510, Leg.CALLER, complete=True),),
            files=(
                RecordedFile(
                    name=f"{call}-1.flac",
                    kind="flac",
                    size=len(audio),
                    sha256=sha256(audio).hexdigest(),
                    begun_ms=1510,
                    milliseconds=60_000,
                    interrupted=False,
                    shares=made.shares,
                    peaks=f"{call}-1.peaks",
                    counts=(),
                ),
            ),
        )
        return replace(given, **changes)

    def leave(self, record: CallRecord) -> Path:
        journal = self.folder / JOURNAL
        journal.mkdir(parents=True, exist_ok=True)
        return write_sealed(journal, record.call, seal_record(record, build_plan().catalogue))

    def called(self, **changes) -> RecordingFile:
        """A call taken into the catalogue; its recording."""
        record = self.record(**changes)
        self.leave(record)
        assert take_in() == 1
        return RecordingFile.objects.select_related("call", "day_key").get(call__call=record.call)

    def call(self, file: RecordingFile) -> Call:
        return Call.objects.get(pk=file.call_id)


def officer(person: OfficerAtWork) -> Officer:
    return Officer.objects.get(pk=person.officer.pk)


def in_folder(place: Path) -> dict[str, Path]:
    return {"RECORDER_DIR": place / "recorder", "DAY_KEY_DIR": place / "days"}


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    for name, folder in in_folder(tmp_path).items():
        setattr(settings, name, folder)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Hall, Path]]:
    """A hall for all tests of a module: its rows in a transaction around theirs, its files to copy."""
    place = tmp_path_factory.mktemp("hall")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**in_folder(place)):
            made = build_hall(place)
        yield made, place
        transaction.set_rollback(True)


@pytest.fixture
def hall(built: tuple[Hall, Path], db: None, tmp_path: Path) -> Hall:
    """관리부서 with three, a custodian, an approver, a department's head, an official, and a stranger."""
    made, place = built
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    mine = object.__new__(Hall)
    vars(mine).update(deepcopy(vars(made)), folder=tmp_path / "recorder")
    return mine


def build_hall(place: Path) -> Hall:
    staffed = make_institution(officers=("최민준",))
    institution = staffed.institution
    names = {
        "admin": "관리자",
        "chief": "정보통신과장",
        "keeper": "담당자",
        "custodian": "보관자",
        "approver": "승인자",
        "head": "복지과장",
        "user": "주무관",
        "stranger": "다른이",
    }
    people = {
        key: at_work(
            make_officer(institution, name=name),
            Role.ADMINISTRATOR if key == "admin" else Role.OFFICER,
        )
        for key, name in names.items()
    }
    hall = Hall(institution, people, place / "recorder")
    hall.department = Department.objects.create(
        institution=institution, name_ko="복지과", name_en="Welfare"
    )
    furnish(hall)
    return hall


def furnish(hall: Hall) -> None:
    admin, chief = hall.admin, hall.chief
    designate(actor=admin, kind=Responsible.CHIEF, officer=chief.officer)
    designate(actor=chief, kind=Responsible.KEEPER, officer=hall.keeper.officer)
    designate(
        actor=chief,
        kind=Responsible.USER_HEAD,
        officer=hall.head.officer,
        department=hall.department,
    )
    settings_of(hall.institution)
    for function, who in (
        (DeskFunction.RECORDING_CUSTODIAN, hall.custodian),
        (DeskFunction.RECORDING_APPROVER, hall.approver),
    ):
        open_desk(actor=chief, function=function, officers=[officer(who)])
        sign_pledge(actor=who)
    notice = add_notice(actor=chief, kind=NoticeKind.FULL, text=SPOKEN, upload=tone())
    choose_notice(actor=chief, notice=notice)
    entry = LineEntry("02-120-1234", hall.department, LineMode.FULL, officer(hall.user))
    hall.line = add_line(actor=hall.keeper, entry=entry)
    use = apply(
        actor=hall.head, department=hall.department, ground=Ground.ABUSE, reason="폭언이 잦습니다."
    )
    approve(actor=chief, use=use)
    make_days()


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")
