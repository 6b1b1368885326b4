"""Many generated cases, for benches: numbered, sealed and indexed as the services store them.

Ten years of one institution's register (PI-5): old cases are filed or ended otherwise, one in a hundred
was forgotten and is overdue, those of the last weeks are under way.
"""

import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Model

from haechi.cases.clocks import rule_for
from haechi.cases.models import (
    Case,
    CaseClock,
    CaseCounter,
    CaseEvent,
    CaseKey,
    CaseSeal,
    Handler,
    Paper,
    Party,
)
from haechi.cases.papers import PaperText, seal_paper
from haechi.cases.sealing import CaseKeys, new_case_keys, seal_content, seal_identity
from haechi.cases.states import OPEN, CaseState, Event
from haechi.cases.types import (
    CaseContent,
    Channel,
    ClockKind,
    ClockState,
    ClosingGround,
    Direction,
    Identity,
    PaperKind,
    PartyKind,
    Track,
    Way,
)
from haechi.common.clock import today
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.types import PublicKey
from haechi.custody.models import DeskEpoch
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.demo.case_plots import PLOTS
from haechi.demo.case_stage import Plot
from haechi.demo.places import MAIN
from haechi.institutions.models import Institution
from haechi.reports.deadline import calendar_of
from haechi.reports.sealing import NewKeys
from haechi.statutes.table import DueTable

Progress = Callable[[int, int], None]
YEARS = 10
_BATCH = 500
_NAMED = [plot for plot in PLOTS if plot.reporters]
_SECTION = 100  # rows of one INSERT
_UNDER_WAY = (CaseState.RECEIVED, CaseState.INVESTIGATING, CaseState.INVESTIGATING)
_DONE = (CaseState.FILED,) * 7 + (CaseState.NOTIFIED, CaseState.CLOSED, CaseState.TRANSFERRED)
_CHANNELS = (*Channel, Channel.VISIT, Channel.INTERNET, Channel.INTERNET, Channel.POST)
_LAST_EVENT = {
    CaseState.RECEIVED: Event.RECEIVE,
    CaseState.INVESTIGATING: Event.START_INVESTIGATION,
    CaseState.NOTIFIED: Event.NOTIFY_RESULT,
    CaseState.CLOSED: Event.CLOSE,
    CaseState.TRANSFERRED: Event.TRANSFER,
    CaseState.FILED: Event.FILE_AWAY,
}


@dataclass(frozen=True)
class Drawn:
    """A case and the rows that hang on it, unsaved, in the order they are stored."""

    case: Case
    rows: tuple[Model, ...]


class Generator:
    """Draws cases of one institution whose centre is staffed, spread over ten years, oldest first."""

    def __init__(self, institution: Institution, total: int) -> None:
        self._institution = institution
        self._desks: dict[bool, DeskEpoch] = {
            False: current_epoch(institution, DeskFunction.CASES),
            True: current_epoch(institution, DeskFunction.PROTECTION),
        }
        self._officers = list(members(self._desks[False]))
        self._rule = rule_for(institution, ClockKind.HANDLING)
        self._days = DueTable(calendar_of(institution), today().year - YEARS, today().year + 1)
        self._dice = random.Random(total)  # noqa: S311  shapes of test data, not secrets
        self._total = total

    def day(self, index: int) -> date:
        span = 365 * YEARS
        return today() - timedelta(days=span - span * (index + 1) // self._total)

    def draw(self, index: int, sequence: int, received: date) -> Drawn:
        keys, plot = new_case_keys(), _NAMED[index % len(_NAMED)]
        case = self._case(sequence, received)
        content = CaseContent(f"{plot.title} ({index})", plot.purpose, plot.content, plot.evidence)
        case.content = seal_content(keys.content.data_key, case.pk, content)
        due = self._days.due(received, self._rule.period)
        case.due_on = due if case.state in OPEN else None
        return Drawn(
            case,
            (
                CaseKey(case=case, content=keys.content.erasure, identity=keys.identity.erasure),
                self._seal(case, keys.content, is_identity=False),
                self._seal(case, keys.identity, is_identity=True),
                self._clock(case, due),
                *self._events(case),
                *self._handlers(case),
                self._paper(case, keys.content, content),
                *_parties(case, keys, plot),
            ),
        )

    def _case(self, sequence: int, received: date) -> Case:
        dice, age = self._dice, (today() - received).days
        forgotten = dice.random() < 0.01
        state = dice.choice(_UNDER_WAY if age < 30 or forgotten else _DONE)
        channel = dice.choice(_CHANNELS)
        referred = channel is Channel.REFERRAL
        return Case(
            id=uuid.uuid4(),
            institution=self._institution,
            year=received.year,
            sequence=sequence,
            registered_on=received,
            received_on=received,
            channel=channel,
            track=Track.REFERRED if referred else Track.NAMED,
            way=Way.COMMISSION if referred else Way.POST,
            state=state,
            state_on=received + timedelta(days=min(age, dice.randrange(3, 30))),
            transferred_by="consent" if state is CaseState.TRANSFERRED else "",
            transfer_consent=state is CaseState.TRANSFERRED,
            ground=dice.choice(list(ClosingGround)) if state is CaseState.CLOSED else "",
            reporter_known=not referred,
            insider=dice.random() < 0.3,
            retention_years=30,
        )

    def _seal(self, case: Case, keys: NewKeys, *, is_identity: bool) -> CaseSeal:
        epoch = self._desks[is_identity]
        sealed = seal_to(PublicKey(bytes(epoch.public_key)), keys.secret)
        return CaseSeal(case=case, is_identity=is_identity, epoch=epoch, sealed_key=sealed)

    def _clock(self, case: Case, due: date) -> CaseClock:
        period, ended = self._rule.period, case.state not in OPEN
        return CaseClock(
            case=case,
            kind=ClockKind.HANDLING,
            rule=period.rule,
            length=period.length,
            unit=period.unit,
            law=self._rule.article,
            history=[["started", case.received_on.isoformat(), 0]],
            state=ClockState.ENDED if ended else ClockState.RUNNING,
            due_on=due,
            ended_on=case.state_on if ended else None,
            warned=0,
        )

    def _events(self, case: Case) -> Iterable[CaseEvent]:
        first = Event.RECEIVE_REFERRAL if case.is_referred else Event.RECEIVE
        yield CaseEvent(
            case=case, number=1, event=first, state=CaseState.RECEIVED, on=case.received_on
        )
        if case.state != CaseState.RECEIVED:
            event = _LAST_EVENT[CaseState(case.state)]
            yield CaseEvent(case=case, number=2, event=event, state=case.state, on=case.state_on)

    def _handlers(self, case: Case) -> Iterable[Handler]:
        """One in twenty is still nobody's."""
        if self._dice.random() < 0.95:
            officer = self._dice.choice(self._officers)
            yield Handler(case=case, officer=officer, since=case.received_on)

    def _paper(self, case: Case, keys: NewKeys, content: CaseContent) -> Paper:
        paper = Paper(
            case=case,
            entry=1,
            direction=Direction.IN,
            kind=PaperKind.REPORT,
            form=1,
            dated_on=case.received_on,
            officer=self._officers[0],
        )
        words = PaperText(content.title, fields=asdict(content) | {"read_back": False})
        paper.sealed = seal_paper(paper, keys.data_key, words)
        return paper


def _parties(case: Case, keys: CaseKeys, plot: Plot) -> Iterable[Party]:
    """The Commission keeps who reported what it refers."""
    yield _party(case, keys.content, 1, PartyKind.ACCUSED, plot.accused)
    if case.reporter_known:
        yield _party(case, keys.identity, 2, PartyKind.REPORTER, plot.reporters[0])


def _party(case: Case, keys: NewKeys, number: int, kind: PartyKind, name: str) -> Party:
    party = Party(case=case, number=number, kind=kind, is_representative=kind is PartyKind.REPORTER)
    identity = Identity(name=name, address="한빛구 한빛로 12", phone="010-0000-1000")
    party.sealed = seal_identity(keys.data_key, party.pk, identity)
    return party


def add_cases(count: int, progress: Progress, *, slug: str = MAIN) -> None:
    """Add `count` generated cases, numbered after those there, to an institution with a centre.

    Raises:
        DeskEmpty: nobody sits at the centre's desk or at the 책임관's.
    """
    institution = Institution.objects.get(slug=slug)
    generator = Generator(institution, count)
    for start in range(0, count, _BATCH):
        end = min(count, start + _BATCH)
        with transaction.atomic():
            _add(generator, institution, range(start, end))
        progress(end, count)


def _add(generator: Generator, institution: Institution, indexes: range) -> None:
    counters: dict[int, CaseCounter] = {}
    drawn = []
    for index in indexes:
        day = generator.day(index)
        if day.year not in counters:
            counters[day.year], _ = CaseCounter.objects.get_or_create(
                institution=institution, year=day.year
            )
        counters[day.year].last += 1
        drawn.append(generator.draw(index, counters[day.year].last, day))
    for counter in counters.values():
        counter.save()
    _store([each.case for each in drawn])
    _store([row for each in drawn for row in each.rows])


def _store(rows: Iterable[Model]) -> None:
    """Grouped by table: one INSERT a hundred rows."""
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for table, found in tables.items():
        table._default_manager.bulk_create(found, batch_size=_SECTION)
