"""New recovery sheets: one officer asks, a member of a desk makes them (ALL-1, ALL-2).

The member opens with her own key what the old sheets opened and seals it to the new ones. From then on
the old sheets open nothing: what she cannot open but another can loses its old seal and waits for that
officer. Only what nobody at work can open keeps the old seal (docs/adr/010).
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import PublicKey
from haechi.custody.errors import NoSeat, NothingAsked, OtherPersonNeeded
from haechi.custody.models import RecoveryRequest
from haechi.custody.recovery import drop_seals_others_can_make, seal_epochs, unsealed_epochs
from haechi.custody.selectors import intake_members
from haechi.custody.services import make_recovery_shares
from haechi.institutions.models import Institution
from haechi.reports.models import ReportSeal
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

LASTS = timedelta(days=1)


@transaction.atomic
def ask(*, by: OfficerAtWork, holders: Sequence[str]) -> RecoveryRequest:
    """Ask for new sheets for these three holders.

    Raises:
        NotAllowed: not a head or an administrator.
    """
    if by.role not in {Role.HEAD, Role.ADMINISTRATOR}:
        raise NotAllowed
    asked, _made = RecoveryRequest.objects.update_or_create(
        institution_id=by.officer.institution_id,
        defaults={"asked_by": by.officer, "holders": list(holders), "asked_at": timezone.now()},
    )
    _trail(by, Action.RECOVERY_ASKED, holders=", ".join(holders))
    return asked


def pending(institution: Institution) -> RecoveryRequest | None:
    """What was asked for within `LASTS`."""
    return (
        RecoveryRequest.objects.filter(institution=institution, asked_at__gt=timezone.now() - LASTS)
        .select_related("asked_by")
        .first()
    )


def is_alone(institution: Institution) -> bool:
    """Whether there is one account only: nobody else could take the other part."""
    return Account.objects.filter(officer__institution=institution, is_active=True).count() == 1


def may_make(by: OfficerAtWork, asked: RecoveryRequest) -> bool:
    """Whether this officer may make what was asked for: at the desk, and not who asked."""
    institution = by.officer.institution
    seated = intake_members(institution).filter(pk=by.officer.pk).exists()
    return seated and (asked.asked_by_id != by.officer.pk or is_alone(institution))


@transaction.atomic
def reissue(*, by: OfficerAtWork) -> list[str]:
    """The three new shares, kept nowhere; what the old ones opened moves to them.

    Raises:
        NothingAsked: nothing is pending.
        OtherPersonNeeded: the asking officer herself.
        NoSeat: not a member of the intake desk.
    """
    institution = Institution.objects.select_for_update().get(pk=by.officer.institution_id)
    asked = pending(institution)
    if asked is None:
        raise NothingAsked
    if not may_make(by, asked):
        raise OtherPersonNeeded if asked.asked_by_id == by.officer.pk else NoSeat
    shares = make_recovery_shares(institution=institution, holders=asked.holders)
    asked.delete()
    drop_seals_others_can_make(by=by.unlocked)
    _drop_report_seals(by)
    moved = seal_epochs(by=by.unlocked) + _seal_reports(by)
    _trail(by, Action.RECOVERY_REISSUED, holders=", ".join(asked.holders), moved=moved)
    return shares


@transaction.atomic
def move_the_rest(*, by: OfficerAtWork) -> int:
    """Seal to the present sheets everything that this officer can open; return how much."""
    moved = seal_epochs(by=by.unlocked) + _seal_reports(by)
    _trail(by, Action.RECOVERY_MOVED, moved=moved)
    return moved


def waiting(institution: Institution) -> int:
    """How many keys the present sheets do not open until their officers move them."""
    if not institution.recovery_public_key:
        return 0
    alone = ReportSeal.objects.filter(report=OuterRef("pk"), officer__isnull=False)
    sealed = ReportSeal.objects.filter(report=OuterRef("pk"), is_recovery=True)
    return unsealed_epochs(institution) + (
        institution.reports.filter(Exists(alone), ~Exists(sealed)).count()
    )


def _own_seals(by: OfficerAtWork) -> QuerySet[ReportSeal]:
    return ReportSeal.objects.filter(officer_id=by.officer.pk)


def _drop_report_seals(by: OfficerAtWork) -> None:
    """The same as for epochs, for reports that are sealed to single officers."""
    active = ReportSeal.objects.filter(report=OuterRef("report"), officer__is_active=True)
    ReportSeal.objects.filter(
        Exists(active), report__institution_id=by.officer.institution_id, is_recovery=True
    ).delete()


def _seal_reports(by: OfficerAtWork) -> int:
    """Seal the reports that this officer can open by a seal of her own; return how many."""
    institution = Institution.objects.get(pk=by.officer.institution_id)
    recovery = PublicKey(bytes(institution.recovery_public_key or b""))
    own = list(_own_seals(by))
    for seal in own:
        secret = open_with(by.unlocked.pair, bytes(seal.sealed_key))
        ReportSeal.objects.update_or_create(
            report_id=seal.report_id,
            is_recovery=True,
            defaults={"sealed_key": seal_to(recovery, secret)},
        )
    return len(own)


def _trail(by: OfficerAtWork, action: Action, **detail: str | int) -> None:
    record(
        actor=by.trail,
        action=action,
        subject=f"institution:{by.officer.institution_id}",
        detail=dict(detail),
    )
