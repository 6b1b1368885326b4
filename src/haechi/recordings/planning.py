"""What the recorder may do, put together from the database (docs/calls.md): public facts alone.

An institution without both desks, or without a key for today, stands in no plan: its calls are connected
and never recorded. A line is recorded only while its department's use is approved and the notice is there.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from django.conf import settings
from django.db.models import Q

from haechi.common.clock import today
from haechi.crypto.types import PublicKey
from haechi.custody.errors import DeskEmpty
from haechi.custody.selectors import current_epoch
from haechi.custody.types import DeskFunction
from haechi.institutions.types import InstitutionStatus
from haechi.recordings.alarms import raise_alarm
from haechi.recordings.models import DayKey, Line, RecordingSettings
from haechi.recordings.models import Notice as NoticeRow
from haechi.recordings.numbers import normalise
from haechi.recordings.switching import recording_departments
from haechi.recordings.types import KEYS_AHEAD, Alarm, LineMode
from haechi.telephony.custody import DayKey as PlanDay
from haechi.telephony.custody import DeskKey
from haechi.telephony.plan import (
    AnswerBy,
    AudioFormat,
    InstitutionPlan,
    Notice,
    Plan,
    WhenFull,
)
from haechi.telephony.plan import Line as PlanLine
from haechi.telephony.types import Mode, PhoneNumber

Wanted = Mapping[int, Collection[date]]


def build_plan(wanted: Wanted = MappingProxyType({})) -> Plan:
    """The plan of the whole installation, as it should be now.

    `wanted`: past days by institution of which an import needs the key.
    """
    return Plan(
        catalogue=settings.JOURNAL.public,
        next_hop=settings.RECORDER_NEXT_HOP,
        peers=tuple(settings.RECORDER_PEERS),
        exempt=tuple(normalise(number) for number in settings.RECORDER_EXEMPT),
        institutions=tuple(_institutions(wanted)),
    )


def records(office: RecordingSettings) -> bool:
    """Whether any of the institution's lines is switched on."""
    return any(line.mode for line in _lines(office))


def notices_in_use() -> dict[str, bytes]:
    """PCM by its hash, of every notice that a plan may name."""
    chosen = set()
    for full, selective in RecordingSettings.objects.values_list(
        "full_notice_id", "selective_notice_id"
    ):
        chosen |= {full, selective} - {None}
    rows = NoticeRow.objects.filter(pk__in=chosen).values_list("sha256", "sound")
    return {digest: bytes(sound) for digest, sound in rows}


def plan_of(institution_id: int) -> InstitutionPlan | None:
    """One institution's; None where nothing of it can be recorded."""
    return next(_institutions({}, pk=institution_id), None)


def _institutions(wanted: Wanted, **which: int) -> Iterator[InstitutionPlan]:
    offices = RecordingSettings.objects.select_related(
        "institution", "full_notice", "selective_notice"
    )
    active = offices.filter(institution__status=InstitutionStatus.ACTIVE, **which)
    for office in active.order_by("pk"):
        lines = tuple(_lines(office))
        if not lines:
            continue
        made = _institution(office, lines, wanted.get(office.pk, ()))
        if made is not None:
            yield made


def _institution(
    office: RecordingSettings, lines: tuple[PlanLine, ...], past: Collection[date]
) -> InstitutionPlan | None:
    try:
        custodian, approver = (
            current_epoch(office.institution, function)
            for function in (DeskFunction.RECORDING_CUSTODIAN, DeskFunction.RECORDING_APPROVER)
        )
    except DeskEmpty:
        if any(line.mode for line in lines):
            raise_alarm(office.pk, Alarm.DESK_EMPTY)
        return None
    days = _days(office.pk, past)
    if not days:
        return None
    return InstitutionPlan(
        id=office.pk,
        custodian=DeskKey(custodian.pk, PublicKey(bytes(custodian.public_key))),
        approver=DeskKey(approver.pk, PublicKey(bytes(approver.public_key))),
        days=days,
        full_notice=_notice(office.full_notice),
        selective_notice=_notice(office.selective_notice),
        lines=lines,
        answer_by=AnswerBy(office.answer_by),
        when_full=WhenFull(office.when_full),
        audio=AudioFormat(office.audio),
        keeps_days=office.retention_days,
    )


def _days(institution_id: int, past: Collection[date]) -> tuple[PlanDay, ...]:
    """Yesterday's too: a call that begins at midnight by another clock."""
    known = Q(day__gte=today() - timedelta(days=1), day__lte=today() + timedelta(days=KEYS_AHEAD))
    rows = DayKey.objects.filter(
        known | Q(day__in=past, day__lt=today()),
        institution_id=institution_id,
        destroyed_on__isnull=True,
        lost_on__isnull=True,
    )
    return tuple(PlanDay(row.day, PublicKey(bytes(row.public_key))) for row in rows.order_by("day"))


def _lines(office: RecordingSettings) -> Iterator[PlanLine]:
    approved = recording_departments(office.pk)
    notices = {LineMode.FULL: office.full_notice, LineMode.SELECTIVE: office.selective_notice}
    rows = Line.objects.filter(institution_id=office.pk, removed_on__isnull=True)
    for row in rows.order_by("pk"):
        recorded = row.department_id in approved and notices.get(LineMode(row.mode)) is not None
        yield PlanLine(
            id=row.pk,
            number=PhoneNumber(row.number),
            department=row.department_id,
            mode=Mode(row.mode) if recorded else None,
            official=row.official_id,
        )


def _notice(row: NoticeRow | None) -> Notice | None:
    return None if row is None else Notice(row.pk, row.sha256, row.milliseconds)
