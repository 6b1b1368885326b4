"""한빛구청 records the calls of its welfare department: people, numbers, a notice, yesterday's calls.

The notice is spoken by a machine (NOTICE): an installation uploads a voice of its own. Calls have sound that
can be granted and heard, two who hum in turn; their sealing is real.
"""

import io
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from haechi.common.clock import SEOUL, today
from haechi.crypto.stream import seal_stream
from haechi.custody.types import DeskFunction
from haechi.demo.call_requests import Office, ask_for_recordings
from haechi.demo.people import Cast, Person, hire_one
from haechi.demo.signins import SignIn
from haechi.demo.sound import flac as encoded
from haechi.demo.sound import talk as spoken
from haechi.demo.sound import waveform
from haechi.institutions.models import Department, Institution
from haechi.recordings.days import make_days
from haechi.recordings.desks import open_desk
from haechi.recordings.intake import store
from haechi.recordings.lines import LineEntry, add_line
from haechi.recordings.models import Line
from haechi.recordings.notices import add_notice
from haechi.recordings.office import choose_notice, settings_of
from haechi.recordings.people import designate, sign_pledge
from haechi.recordings.planning import build_plan
from haechi.recordings.switching import apply, approve
from haechi.recordings.types import Ground, LineMode, NoticeKind, Responsible
from haechi.staff.types import OfficerAtWork, Role
from haechi.telephony.custody import new_recording_key
from haechi.telephony.places import audio_place, peaks_place
from haechi.telephony.plan import InstitutionPlan
from haechi.telephony.records import CallRecord, NoticePlayed, RecordedFile
from haechi.telephony.types import CallId, Leg, Mode, Outcome, PhoneNumber

_IT, _WELFARE = "정보통신과", "복지정책과"
PEOPLE = (
    Person("yujin", "hanbit", _IT, "서유진", "정보통신과장", Role.OFFICER, phone="01000000007"),
    Person("dohyun", "hanbit", _IT, "한도현", "통신팀장", Role.OFFICER, phone="01000000008"),
    Person("sumin", "hanbit", _IT, "오수민", "주무관", Role.OFFICER, phone="01000000009"),
    Person(
        "nayeon", "hanbit", _WELFARE, "임나연", "복지정책과장", Role.OFFICER, phone="01000000010"
    ),
)
SPOKEN = "통화 내용은 업무 처리와 직원 보호를 위해 녹음됩니다. 담당자를 연결해 드리겠습니다."
VOICE = Path(__file__).parent / "sounds" / "notice.wav"  # speaks SPOKEN
NUMBERS = ("02-120-1001", "02-120-1002", "02-120-1003")


@dataclass(frozen=True)
class _Talk:
    """A call of yesterday: when, from where, how long, what became of it."""

    at: time
    caller: str
    seconds: int
    outcome: Outcome = Outcome.TALKED


_TALKS = (
    _Talk(time(9, 12, 40), "01012340001", 25),
    _Talk(time(9, 47, 3), "0212340002", 18),
    _Talk(time(10, 5, 21), "01012340003", 0, Outcome.NO_ANSWER),
    _Talk(time(11, 31, 58), "01012340001", 31),
    _Talk(time(14, 2, 9), "01012340004", 0, Outcome.LEFT_IN_NOTICE),
    _Talk(time(15, 44, 37), "0312340005", 22),
)


def record_calls(cast: Cast, main: Institution) -> tuple[SignIn, ...]:
    """Set recording up and play yesterday's calls; the sign-ins of those who are responsible."""
    hired = [hire_one(person, main) for person in PEOPLE]
    chief, keeper, approver, leader = (actor for actor, _ in hired)
    _furnish(cast.officers["minjun"], chief, keeper, approver, leader)
    lines = _switch_on(chief, keeper, leader)
    make_days()
    (plan,) = build_plan().institutions
    for number, talk in enumerate(_TALKS):
        _play(plan, lines[number % len(lines)], talk, today() - timedelta(days=1))
    ask_for_recordings(Office(chief=chief, deputy=keeper, keeper=approver, official=leader))
    return tuple(sign_in for _, sign_in in hired)


def _furnish(
    admin: OfficerAtWork,
    chief: OfficerAtWork,
    keeper: OfficerAtWork,
    approver: OfficerAtWork,
    leader: OfficerAtWork,
) -> None:
    institution = chief.officer.institution
    designate(actor=admin, kind=Responsible.CHIEF, officer=chief.officer)
    designate(actor=chief, kind=Responsible.DEPUTY, officer=keeper.officer)
    designate(actor=chief, kind=Responsible.KEEPER, officer=approver.officer)
    designate(
        actor=chief,
        kind=Responsible.USER_HEAD,
        officer=leader.officer,
        department=Department.objects.get(institution=institution, name_ko=_WELFARE),
    )
    settings_of(institution)
    for function, actor in (
        (DeskFunction.RECORDING_CUSTODIAN, keeper),
        (DeskFunction.RECORDING_APPROVER, approver),
    ):
        open_desk(actor=chief, function=function, officers=[actor.officer])
    for actor in (chief, keeper, approver):
        sign_pledge(actor=actor)


def _switch_on(chief: OfficerAtWork, keeper: OfficerAtWork, leader: OfficerAtWork) -> list[Line]:
    institution = chief.officer.institution
    notice = add_notice(actor=chief, kind=NoticeKind.FULL, text=SPOKEN, upload=VOICE.read_bytes())
    choose_notice(actor=chief, notice=notice)
    welfare = Department.objects.get(institution=institution, name_ko=_WELFARE)
    use = apply(
        actor=leader,
        department=welfare,
        ground=Ground.ABUSE,
        reason="폭언과 반복 민원이 이어져 직원 보호가 필요합니다.",
    )
    approve(actor=chief, use=use)
    officials = (leader.officer, None, None)
    return [
        add_line(
            actor=keeper,
            entry=LineEntry(number, welfare, LineMode.FULL, official, "" if official else "주무관"),
        )
        for number, official in zip(NUMBERS, officials, strict=True)
    ]


def _play(plan: InstitutionPlan, line: Line, talk: _Talk, day: date) -> None:
    begun = datetime.combine(day, talk.at, SEOUL).timestamp()
    call, notice = CallId(secrets.token_hex(16)), plan.full_notice
    if notice is None:
        return
    heard = talk.outcome != Outcome.LEFT_IN_NOTICE
    ended = notice.milliseconds if heard else notice.milliseconds // 2
    with tempfile.TemporaryDirectory() as folder:
        files = (_sealed(plan, call, talk, ended, Path(folder)),) if talk.seconds else ()
        record = CallRecord(
            call=call,
            institution=plan.id,
            line=line.pk,
            department=line.department_id,
            official=line.official_id,
            mode=Mode.FULL,
            caller=PhoneNumber(talk.caller),
            called=PhoneNumber(line.number),
            begun_at=begun,
            connected_at=begun + ended / 1000 if talk.seconds else None,
            ended_at=begun + ended / 1000 + talk.seconds,
            outcome=talk.outcome,
            notices=(NoticePlayed(notice.id, notice.sha256, 0, ended, Leg.CALLER, complete=heard),),
            files=files,
        )
        store(record, Path(folder))


def _sealed(
    plan: InstitutionPlan, call: CallId, talk: _Talk, begun_ms: int, folder: Path
) -> RecordedFile:
    """The recorder's part: a finished file under a fresh key, ciphertext alone on the disk."""
    day = plan.day_key(today())
    if day is None:
        raise RuntimeError("no key for today")
    made = new_recording_key(plan.custodian, plan.approver, day)
    sound = spoken(talk.seconds)
    audio, peaks = encoded(sound), waveform(sound)
    flac = b"".join(seal_stream(io.BytesIO(audio), made.key, audio_place(call)))
    (folder / f"{call}.flac").write_bytes(flac)
    sealed = b"".join(seal_stream(io.BytesIO(peaks), made.key, peaks_place(call)))
    (folder / f"{call}.peaks").write_bytes(sealed)
    return RecordedFile(
        name=f"{call}.flac",
        kind="flac",
        size=len(flac),
        sha256=sha256(flac).hexdigest(),
        begun_ms=begun_ms,
        milliseconds=talk.seconds * 1000,
        interrupted=False,
        shares=made.shares,
        peaks=f"{call}.peaks",
        counts=(),
    )
