"""What a request is granted: a grant of each chosen recording for the officer who carries it out (RC-5)."""

from datetime import timedelta

from haechi.common.clock import today
from haechi.disclosures.errors import NotNow
from haechi.disclosures.models import Item, Request
from haechi.recordings.grants import forget, open_grant
from haechi.staff.types import OfficerAtWork

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
    forget(*row.items.filter(grant__isnull=False).values_list("grant_id", flat=True))
