"""Affiliates of a district: created, suspended and resumed by it; their reports stay theirs (HL-8)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from haechi.administration.trail import settings_changed
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.custody.models import Desk
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.institutions.types import InstitutionStatus
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer
from haechi.staff.types import OfficerAtWork, Role


@dataclass(frozen=True)
class NewAffiliate:
    """`administrator`: its first account; whoever reads reports there is admitted by it, not by us."""

    slug: str
    name_ko: str
    name_en: str
    administrator: NewOfficer


def affiliates_of(institution: Institution) -> QuerySet[Institution]:
    """With `officers` and `links` in use. No count of reports: it would tell when one came in."""
    return institution.affiliates.annotate(
        officers_at_work=Count("officers", filter=Q(officers__is_active=True), distinct=True),
        links=Count("entry_points", filter=Q(entry_points__is_active=True), distinct=True),
    ).order_by("name_ko")


def _check_district(actor: OfficerAtWork) -> Institution:
    """Raises NotAllowed where the actor's institution is an affiliate itself."""
    district = actor.officer.institution
    if district.parent_id is not None:
        raise NotAllowed
    return district


@transaction.atomic
def create_affiliate(*, actor: OfficerAtWork, new: NewAffiliate) -> Account:
    """Create the institution with an empty intake desk and its first administrator.

    Raises:
        NotAllowed: only a district has affiliates.
        django.core.exceptions.ValidationError: a name, or the short name, is taken or malformed.
        django.db.IntegrityError: two took the same name at once.
    """
    district = _check_district(actor)
    institution = create_institution(
        slug=new.slug, name_ko=new.name_ko, name_en=new.name_en, parent=district
    )
    Desk.objects.create(institution=institution, function=DeskFunction.INTAKE)
    if new.administrator.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    account = create_officer(actor=actor.trail, institution=institution, new=new.administrator)
    record(
        actor=actor.trail,
        action=Action.INSTITUTION_CREATED,
        subject=f"institution:{institution.pk}",
        detail={"affiliate": institution.slug},
    )
    return account


@transaction.atomic
def set_affiliate_status(
    *, actor: OfficerAtWork, affiliate: Institution, status: InstitutionStatus
) -> bool:
    """Suspend or resume; False where it is so already.

    Suspended: no new reports. Who reported reads and writes on, officers handle on.

    Raises:
        NotAllowed: no affiliate of the actor's institution.
    """
    district = _check_district(actor)
    rows = Institution.objects.filter(pk=affiliate.pk, parent=district)
    if not rows.exists():
        raise NotAllowed
    changed = rows.exclude(status=status).update(status=status)
    if changed:
        settings_changed(actor, f"affiliate {status.value}", affiliate.slug)
    return bool(changed)
