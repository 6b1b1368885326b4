"""What the responsible persons are told by SMS and e-mail when recording is in trouble; once a day each."""

from enum import StrEnum

from django.db import transaction

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.recordings.models import Designation
from haechi.recordings.types import MANAGING


class Alarm(StrEnum):
    """Names stand in the mail as they are: short, without what a stranger could use."""

    KEY_LOST = "key-lost"
    KEYS_MISSING = "keys-missing"
    DESK_EMPTY = "desk-empty"
    FILE_REJECTED = "file-rejected"
    NOTICE_UNPROVEN = "notice-unproven"


@transaction.atomic
def raise_alarm(institution_id: int, alarm: Alarm) -> bool:
    """Tell 정책임자, 부책임자 and 관리자; False where they were told today, or there is none."""
    subject = f"recorder:{institution_id}:{alarm}:{today()}"
    people = Designation.objects.filter(
        institution_id=institution_id,
        kind__in=MANAGING,
        until__isnull=True,
        officer__is_active=True,
    )
    officers = sorted(set(people.values_list("officer_id", flat=True)))
    if not officers or Delivery.objects.filter(subject=subject).exists():
        return False
    enqueue(
        institution_id=institution_id,
        officer_ids=officers,
        notice=Notice.RECORDER_ALARM,
        subject=subject,
        values={"institution": Institution.objects.get(pk=institution_id).name_ko, "number": alarm},
    )
    return True
