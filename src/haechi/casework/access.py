"""The only way for an officer to a case; what is forbidden looks like what is missing (PI-9, PI-16).

Contents: whoever holds a seal of the centre's desk, is not excluded, and handles the case; the head and
the 책임관 open every case of theirs, and every member one that nobody handles (any more).
"""

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.cases.models import Case, CaseExclusion, CaseKey, CaseSeal, Handler
from haechi.cases.numbers import lock
from haechi.cases.types import OpenCase
from haechi.casework.errors import IdentityRefused, NoSuchCase
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.crypto.types import DataKey, KeyPair
from haechi.custody.errors import NoSeat
from haechi.custody.models import DeskSeat, Officer
from haechi.custody.selectors import open_epoch
from haechi.custody.types import DeskFunction
from haechi.reports.sealing import data_key_of
from haechi.staff.types import OfficerAtWork, Role


def register_of(actor: OfficerAtWork) -> QuerySet[Case]:
    """The register's rows that the officer may see: sealed to her, not excluded; also what was destroyed."""
    if not belongs_to_centre(actor):
        return Case.objects.none()
    excluded = CaseExclusion.objects.filter(case=OuterRef("pk"), officer=actor.officer)
    return Case.objects.filter(~Exists(excluded), institution_id=actor.officer.institution_id)


def visible_cases(actor: OfficerAtWork) -> QuerySet[Case]:
    """The cases whose contents the officer may open."""
    sealed = CaseSeal.objects.filter(case=OuterRef("pk"), is_identity=False).filter(
        Q(epoch__in=_seats(actor.officer)) | Q(officer=actor.officer)
    )
    rows = register_of(actor).filter(Exists(sealed))
    if actor.role == Role.HEAD or is_chief(actor.officer):
        return rows
    active = Handler.objects.filter(
        case=OuterRef("pk"), until__isnull=True, officer__is_active=True
    )
    return rows.filter(Exists(active.filter(officer=actor.officer)) | ~Exists(active))


def belongs_to_centre(actor: OfficerAtWork) -> bool:
    """Whether the centre's pages are hers to open: least privilege, an administrator's never."""
    return actor.role != Role.ADMINISTRATOR and _sits(actor.officer)


def is_chief(officer: Officer) -> bool:
    """Sits at the 책임관's desk now."""
    return DeskSeat.objects.filter(
        officer=officer,
        epoch__is_current=True,
        epoch__desk__function=DeskFunction.PROTECTION,
    ).exists()


def open_case(actor: OfficerAtWork, case_id: str | uuid.UUID) -> OpenCase:
    """The opened case; `selectors.detail` writes the trail row of reading.

    Raises:
        NoSuchCase: missing, destroyed, of another institution, not hers, or excluded.
    """
    try:
        identifier = uuid.UUID(str(case_id))
    except ValueError:
        raise NoSuchCase from None
    case = (
        visible_cases(actor)
        .select_related("institution", "report", "erasure_key")
        .filter(pk=identifier, erasure_key__isnull=False)
        .first()
    )
    if case is None:
        raise NoSuchCase
    secret = _secret(actor, case, is_identity=False)
    if secret is None:
        raise NoSuchCase
    return OpenCase(case, data_key_of(secret, case.erasure_key.content))


def open_to_change(actor: OfficerAtWork, case_id: str | uuid.UUID) -> OpenCase:
    """As `open_case`, the row locked until the transaction ends: acts on a case go one after another."""
    opened = open_case(actor, case_id)
    return OpenCase(lock(opened.case.pk), opened.data_key)


def identity_key(actor: OfficerAtWork, case: Case) -> DataKey:
    """The key of the identities.

    Raises:
        IdentityRefused: the officer holds no seal of it, or is excluded.
    """
    keys = CaseKey.objects.filter(case=case).first()
    excluded = CaseExclusion.objects.filter(case=case, officer=actor.officer).exists()
    secret = None if excluded else _secret(actor, case, is_identity=True)
    if keys is None or secret is None:
        raise IdentityRefused
    return data_key_of(secret, keys.identity)


def holds_identity(actor: OfficerAtWork, case: Case) -> bool:
    """Whether a page may offer to open identities."""
    if CaseExclusion.objects.filter(case=case, officer=actor.officer).exists():
        return False
    return CaseSeal.objects.filter(
        Q(epoch__in=_seats(actor.officer)) | Q(officer=actor.officer), case=case, is_identity=True
    ).exists()


def able_officers(case: Case) -> QuerySet[Officer]:
    """Who can open the contents once the case is theirs."""
    seals = CaseSeal.objects.filter(case=case, is_identity=False)
    sealed = Q(seats__epoch__case_seals__in=seals) | Q(case_seals__in=seals)
    return (
        Officer.objects.filter(sealed, institution_id=case.institution_id, is_active=True)
        .exclude(account__role=Role.ADMINISTRATOR)
        .exclude(case_exclusions__case=case)
        .distinct()
    )


def _sits(officer: Officer) -> bool:
    """At the centre's desk now, or with a seal of her own."""
    seat = DeskSeat.objects.filter(
        officer=officer, epoch__is_current=True, epoch__desk__function=DeskFunction.CASES
    )
    return seat.exists() or CaseSeal.objects.filter(officer=officer, is_identity=False).exists()


def _seats(officer: Officer) -> QuerySet[DeskSeat]:
    return DeskSeat.objects.filter(officer=officer).values("epoch")  # type: ignore[return-value]


def secret_of(actor: OfficerAtWork, seals: Iterable[CaseSeal]) -> bytes | None:
    """What the first of the seals that opens for the officer holds."""
    for seal in seals:
        try:
            if seal.epoch_id:
                return open_with(_epoch_pair(actor, seal.epoch_id), seal.sealed_key)
            if seal.officer_id == actor.officer.pk:
                return open_with(actor.unlocked.pair, seal.sealed_key)
        except (NoSeat, CannotOpen):
            continue
    return None


def _secret(actor: OfficerAtWork, case: Case, *, is_identity: bool) -> bytes | None:
    return secret_of(actor, CaseSeal.objects.filter(case=case, is_identity=is_identity))


def _epoch_pair(actor: OfficerAtWork, epoch_id: int) -> KeyPair:
    if epoch_id not in actor.epochs:
        actor.epochs[epoch_id] = open_epoch(actor.unlocked, epoch_id)
    return actor.epochs[epoch_id]
