"""Many generated reports, for benches: sealed and indexed like real ones, at a few hundred µs each.

Their locators are random: no report key opens them, because deriving one takes 14 ms of Argon2id. All
else (desk seals, sealed contents, states, dates, reads) is as the services store it.
"""

import random
import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db import transaction

from haechi.common.clock import today
from haechi.crypto.sealedbox import new_key_pair, seal_to
from haechi.crypto.types import PublicKey
from haechi.custody.models import DeskEpoch, Officer
from haechi.custody.selectors import current_epoch, intake_members
from haechi.custody.types import DeskFunction
from haechi.demo.places import MAIN
from haechi.demo.stories import STORIES
from haechi.inbox.models import ReportRead
from haechi.institutions.models import Category, Institution
from haechi.institutions.selectors import temporary_holidays
from haechi.reports.deadline import handling_due
from haechi.reports.models import ErasureKey, Report, ReportCounter, ReportSeal
from haechi.reports.sealing import new_keys, seal_content
from haechi.reports.states import ReportState
from haechi.reports.types import ReportContent

Progress = Callable[[int, int], None]
_BATCH = 1000
_STATES = (ReportState.DONE,) * 7 + tuple(ReportState)


class Generator:
    """Draws reports of one institution, spread over the days before today, oldest first."""

    def __init__(self, institution: Institution, total: int) -> None:
        self._institution = institution
        self._epoch: DeskEpoch = current_epoch(institution, DeskFunction.INTAKE)
        self._categories: Sequence[Category] = list(institution.categories.all())
        self._officers: Sequence[Officer] = list(intake_members(institution))
        self._holidays = temporary_holidays(institution)
        self._reporter = new_key_pair().public
        self._dice = random.Random(total)  # noqa: S311  shapes of test data, not secrets
        self._total = total

    def draw(
        self, index: int, number: int, received: date
    ) -> tuple[Report, ReportSeal, ErasureKey]:
        keys, identifier, dice = new_keys(), uuid.uuid4(), self._dice
        story = STORIES[index % len(STORIES)]
        content = ReportContent(f"{story.text} ({index})", story.when, story.where, story.who)
        report = Report(
            id=identifier,
            institution=self._institution,
            category=dice.choice(self._categories),
            number=number,
            received_on=received,
            due_on=handling_due(self._institution, received, extra=self._holidays),
            state=dice.choice(_STATES),
            state_on=received,
            first_answer_days=dice.randrange(12),
            result_days=dice.randrange(12, 40),
            assignee=dice.choice(self._officers) if dice.random() < 0.7 else None,
            locator=secrets.token_bytes(16),
            reporter_public_key=self._reporter,
            reporter_seal=seal_to(self._reporter, keys.secret),
            content=seal_content(keys.data_key, identifier, content),
        )
        sealed = seal_to(PublicKey(bytes(self._epoch.public_key)), keys.secret)
        seal = ReportSeal(report=report, epoch=self._epoch, sealed_key=sealed)
        return report, seal, ErasureKey(report=report, key=keys.erasure)

    def day(self, index: int) -> date:
        """Ages fall evenly over a year before today."""
        return today() - timedelta(days=365 - 365 * (index + 1) // self._total)

    def reads(self, reports: Sequence[Report]) -> list[ReportRead]:
        """Nine of ten were opened by somebody."""
        return [
            ReportRead(report=report, officer=self._dice.choice(self._officers))
            for report in reports
            if self._dice.random() < 0.9
        ]


def add_reports(count: int, progress: Progress, *, slug: str = MAIN) -> None:
    """Add `count` generated reports to an institution that has an intake desk."""
    institution = Institution.objects.get(slug=slug)
    generator = Generator(institution, count)
    for start in range(0, count, _BATCH):
        end = min(count, start + _BATCH)
        with transaction.atomic():
            _add(generator, institution, range(start, end))
        progress(end, count)


def _add(generator: Generator, institution: Institution, indexes: range) -> None:
    drawn = []
    counters: dict[int, ReportCounter] = {}
    for index in indexes:
        received = generator.day(index)
        year = received.year
        if year not in counters:
            counters[year], _ = ReportCounter.objects.get_or_create(
                institution=institution, year=year
            )
        counters[year].last += 1
        drawn.append(generator.draw(index, year * 1_000_000 + counters[year].last, received))
    for counter in counters.values():
        counter.save()
    reports = [report for report, _, _ in drawn]
    Report.objects.bulk_create(reports, batch_size=500)
    ErasureKey.objects.bulk_create([key for _, _, key in drawn], batch_size=500)
    ReportSeal.objects.bulk_create([seal for _, seal, _ in drawn], batch_size=500)
    ReportRead.objects.bulk_create(generator.reads(reports), batch_size=500)
