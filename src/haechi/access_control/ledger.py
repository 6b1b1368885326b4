"""The ledger of access rights: every grant, change, suspension and revocation, kept three years.

A table of its own: the trail goes after two years, and holds no names of those whom an act is about.
Call `note_right` in the transaction of the change, before the trail's row (which stays the last).
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from haechi.access_control.models import AccessRight, Review
from haechi.access_control.types import Change
from haechi.audit.types import Actor
from haechi.common.clock import now
from haechi.custody.models import Officer

KEEP_DAYS = 3 * 366  # 안전성 확보조치 기준 §5: at least three years; leap days are never short
_WIDTH = {"what": 300, "ground": 200}


def note_right(
    *, actor: Actor, officer: Officer, change: Change, what: str = "", ground: str = ""
) -> AccessRight:
    """Write one line about an officer's access. `what`: the role, the duties; `ground`: why or how."""
    return _write(
        actor,
        officer.institution_id,
        change,
        officer_id=officer.pk,
        officer_name=str(officer)[:150],
        what=what[: _WIDTH["what"]],
        ground=ground[: _WIDTH["ground"]],
    )


def note_rule(*, actor: Actor, institution_id: int, what: str, ground: str = "") -> AccessRight:
    """Write one line about a rule that holds for every officer of the institution."""
    return _write(
        actor,
        institution_id,
        Change.NETWORKS,
        officer_id=None,
        officer_name="",
        what=what[: _WIDTH["what"]],
        ground=ground[: _WIDTH["ground"]],
    )


def _write(actor: Actor, institution_id: int, change: Change, **values: object) -> AccessRight:
    return AccessRight.objects.create(
        at=now(),
        institution_id=institution_id,
        change=change,
        actor_id=actor.officer_id,
        actor_name=actor.name[:150],
        **values,
    )


def rights_of(institution_id: int) -> QuerySet[AccessRight]:
    """Newest first."""
    return AccessRight.objects.filter(institution_id=institution_id)


def destroy_old() -> Iterator[tuple[int, str, int]]:
    """Destroy lines and reviews past their period; (institution, "right" or "review", count) each."""
    limit = now() - timedelta(days=KEEP_DAYS)
    due = {
        "right": AccessRight.objects.filter(at__lt=limit),
        "review": Review.objects.filter(signed_at__lt=limit),
    }
    for kind, rows in due.items():
        for institution_id in sorted(set(rows.order_by().values_list("institution_id", flat=True))):
            count, _ = rows.filter(institution_id=institution_id).delete()
            yield institution_id, kind, count
