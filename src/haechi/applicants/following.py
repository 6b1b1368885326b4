"""What an applicant sees of her request, and what she may add to it: what was asked for, nothing else."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from haechi.applicants.errors import NotAsked
from haechi.applicants.filing import notify
from haechi.applicants.models import Request, Supplement
from haechi.applicants.proofs import adopt
from haechi.applicants.sealing import seal_text_of, text_of
from haechi.applicants.states import State
from haechi.applicants.types import Answer, OpenApplication, Verdict
from haechi.common.clock import SEOUL, today
from haechi.notifications.types import Notice
from haechi.reports.types import DraftToken

LAST_STEP = 3
ANSWER_DAYS = (
    30  # for what was asked for; then the request ends, and what was kept for it goes (RC-4)
)
_READ = ("pk", "verdict", "step", "at", "reason")


def answers_of(opened: OpenApplication) -> list[Answer]:
    """What the office decided and wrote, in its order; who it was is not said, nor the steps between."""
    row = opened.request
    found = []
    for _pk, verdict, step, at, reason in row.decisions.values_list(*_READ):
        if verdict == Verdict.SUPPLIED or (verdict == Verdict.APPROVED and step != LAST_STEP):
            continue
        words = text_of(opened.key, row, "reason", reason)
        found.append(Answer(Verdict(verdict), at.astimezone(SEOUL).date(), words))
    return found


def open_question(opened: OpenApplication) -> int | None:
    """The line that asks for more and waits for its answer; None where none does."""
    if opened.request.state != State.MORE_ASKED:
        return None
    asked = opened.request.decisions.filter(verdict=Verdict.ASKED).order_by("-at", "-id")
    latest = asked.values_list("pk", flat=True).first()
    answered = Supplement.objects.filter(asked_id=latest).exists()
    return None if answered else latest


def answer_by(request: Request) -> date | None:
    """The last day for what was asked for last; None where nothing was."""
    asked = request.decisions.filter(verdict=Verdict.ASKED).order_by("-at", "-id")
    at = asked.values_list("at", flat=True).first()
    return at and at.astimezone(SEOUL).date() + timedelta(days=ANSWER_DAYS)


def was_left(request: Request) -> bool:
    """Whether it ended because nobody answered: what was asked for is the last that was written."""
    if request.state != State.WITHDRAWN:
        return False
    verdicts = request.decisions.order_by("-at", "-id").values_list("verdict", flat=True)
    return verdicts.first() == Verdict.ASKED


@transaction.atomic
def supply(*, opened: OpenApplication, words: str, token: DraftToken) -> None:
    """Answer what was asked for, with the files of the page.

    Raises:
        NotAsked: nothing is asked for, it was answered, or it is too late.
    """
    row, asked = opened.request, open_question(opened)
    if asked is None:
        raise NotAsked
    try:
        with transaction.atomic():
            Supplement.objects.create(
                request_id=row.pk,
                asked_id=asked,
                words=seal_text_of(opened.key, row, f"supplement {asked}", words.strip()),
                on=today(),
            )
    except IntegrityError:
        raise NotAsked from None
    if not Request.objects.filter(pk=row.pk, state=State.MORE_ASKED).exists():
        raise NotAsked  # it ended while she wrote
    adopt(token, row, opened.key)
    notify(row, Notice.REQUEST_SUPPLIED)
