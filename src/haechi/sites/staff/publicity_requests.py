"""What the views of the publicity kit share."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from haechi.institutions.models import EntryPoint
from haechi.publicity.selectors import job_for
from haechi.publicity.types import Job, Language
from haechi.sites.staff.guards import OfficerRequest


def point_of(request: OfficerRequest, point_id: int) -> EntryPoint:
    return get_object_or_404(EntryPoint, pk=point_id, institution=request.institution)


def spoken(code: str) -> Language:
    try:
        return Language(code)
    except ValueError:
        raise Http404 from None


def language_of(request: OfficerRequest) -> Language:
    return spoken(request.GET.get("in", Language.KOREAN.value))


def job_of(request: OfficerRequest, point_id: int) -> Job:
    return job_for(request.institution, point_of(request, point_id), language_of(request))


def language_names() -> list[tuple[Language, str]]:
    return [
        (Language.KOREAN, _("Pieces in Korean")),
        (Language.ENGLISH, _("Pieces in English")),
    ]
