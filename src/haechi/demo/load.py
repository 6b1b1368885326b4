"""Loading the demo once, as a whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from haechi.demo.calls import record_calls
from haechi.demo.cases import play_cases
from haechi.demo.people import hire
from haechi.demo.places import MAIN, found
from haechi.demo.play import Stage
from haechi.demo.practice import practise
from haechi.demo.reviews import play_reviews
from haechi.demo.roster import plan_duty
from haechi.demo.signins import DemoReceipt, DemoSignIns, write_sign_ins
from haechi.demo.stories import STORIES
from haechi.demo.talks import talk
from haechi.institutions.models import Institution
from haechi.reports.models import Report, ReportCounter

Progress = Callable[[int, int], None]


def load_demo(progress: Progress) -> bool:
    """Fill an empty installation; False, and nothing changed, where there is an institution already."""
    with transaction.atomic():
        if Institution.objects.exists():
            return False
        institutions, shares = found()
        cast = hire(institutions)
        play_reviews(cast, institutions[MAIN])
        stage, receipts = Stage(cast, institutions), []
        for done, story in enumerate(STORIES, start=1):
            receipt = stage.play(story)
            if story.label:
                receipts.append(DemoReceipt(story.label, receipt.report_key, receipt.password))
            progress(done, len(STORIES))
        for institution in institutions.values():
            _number_by_year(institution)
        plan_duty(cast, institutions)
        practise(institutions[MAIN], cast.head_of(institutions[MAIN]))
        play_cases(cast, institutions[MAIN])
        spoken = talk(cast, institutions[MAIN])
        receipts.append(DemoReceipt("talk", spoken.report_key, spoken.password))
        recorders = record_calls(cast, institutions[MAIN])
        officers = (*cast.sign_ins, *recorders)
        sign_ins = DemoSignIns(f"/{MAIN}/", officers, tuple(receipts), shares)
        write_sign_ins(Path(settings.DATA_DIR), sign_ins)
    return True


def _number_by_year(institution: Institution) -> None:
    """Reports of last December carry last year's numbers."""
    taken: dict[int, int] = {}
    reports: Sequence[Report] = list(
        Report.objects.filter(institution=institution)
        .order_by("number")
        .only("number", "received_on")
    )
    for report in reports:
        year = report.received_on.year
        taken[year] = taken.get(year, 0) + 1
        Report.objects.filter(pk=report.pk).update(number=year * 1_000_000 + taken[year])
    for year, last in taken.items():
        ReportCounter.objects.update_or_create(
            institution=institution, year=year, defaults={"last": last}
        )
