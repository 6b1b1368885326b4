"""Departments: create, rename, remove."""

from django.db import transaction

from haechi.administration.errors import InUse
from haechi.administration.trail import settings_changed
from haechi.custody.models import Officer
from haechi.institutions.models import Department
from haechi.staff.types import OfficerAtWork


@transaction.atomic
def save_department(*, actor: OfficerAtWork, department: Department) -> None:
    """Save a new or renamed department of the actor's institution.

    Raises:
        django.core.exceptions.ValidationError: a name is missing, too long or taken.
    """
    department.institution = actor.officer.institution
    department.full_clean()
    department.save()
    settings_changed(actor, "department", department.pk)


@transaction.atomic
def remove_department(*, actor: OfficerAtWork, department: Department) -> None:
    """Remove a department that nobody belongs to.

    Raises:
        InUse: officers belong to it, removed ones too (the trail names them by it).
    """
    officers = Officer.objects.filter(department=department).count()
    if officers:
        raise InUse(officers)
    key = department.pk
    department.delete()
    settings_changed(actor, "department removed", key)
