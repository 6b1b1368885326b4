"""What a request is granted: a grant of each chosen recording for the officer who carries it out (RC-5)."""

from datetime import timedelta

from django.db import transaction

from haechi.common.clock import today
from haechi.disclosures.errors import NotNow
from haechi.disclosures.models import Item, Request
from haechi.disclosures.states import State
from haechi.disclosures.types import Series
from haechi.recordings.grants import forget, open_grant
from haechi.recordings.holds import end_claims
from haechi.staff.types import OfficerAtWork

GRANTED_STATES = (State.APPROVED, State.HANDED_OVER)
GRANTED = 30  # days to come and hear, or to fetch, what was granted


def open_grant_of(actor: OfficerAtWork, row: Request, item: Item) -> None:
    """It opens nothing before both desks gave their halves. Raises NotNow: nobody carries it out."""
    if row.carrier is None:
        raise NotNow
    item.grant = open_grant(
        actor=actor,
        file=item.file,
        grantee=row.carrier,
        ends_on=today() + timedelta(days=GRANTED),
        reference=row.reference,
    )
    item.save()


def end_grants_of(row: Request) -> None:
    """The request is over: nothing of it opens any more, and its recordings go with their days."""
    forget(*row.items.filter(grant__isnull=False).values_list("grant_id", flat=True))
    end_claims(row.reference)


def let_go() -> int:
    """The worker's: recordings are no longer kept for requests whose grants are over, whether anybody came
    or not, nor for what an official wants to keep and no desk opened as long; return how many."""
    granted = Item.objects.filter(request__state__in=GRANTED_STATES, grant__isnull=False)
    live = granted.filter(grant__ended_at__isnull=True).values("request_id")
    over = Request.objects.filter(pk__in=granted.values("request_id")).exclude(pk__in=live)
    limit = today() - timedelta(days=GRANTED)
    left = Request.objects.filter(
        series=Series.KEEP, state=State.APPROVED, received_at__date__lt=limit
    ).exclude(pk__in=granted.values("request_id"))
    return sum(_let_go(row) for row in (*over, *left))


@transaction.atomic
def _let_go(row: Request) -> int:
    return end_claims(row.reference)
