"""What an applicant sees of her request, and what she may add to it: what was asked for, nothing else."""

from django.db import IntegrityError, transaction

from haechi.applicants.errors import NotAsked
from haechi.applicants.filing import notify
from haechi.applicants.models import Supplement
from haechi.applicants.proofs import adopt
from haechi.applicants.sealing import seal_text_of, text_of
from haechi.applicants.states import State
from haechi.applicants.types import Answer, OpenApplication, Verdict
from haechi.common.clock import SEOUL, today
from haechi.notifications.types import Notice
from haechi.reports.types import DraftToken

LAST_STEP = 3
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


@transaction.atomic
def supply(*, opened: OpenApplication, words: str, token: DraftToken) -> None:
    """Answer what was asked for, with the files of the page.

    Raises:
        NotAsked: nothing is asked for, or it was answered.
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
    adopt(token, row, opened.key)
    notify(row, Notice.REQUEST_SUPPLIED)
