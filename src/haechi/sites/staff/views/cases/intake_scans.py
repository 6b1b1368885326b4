"""Scans that come with the intake: cleaned before a number is given, none kept where one is refused."""

from collections.abc import Iterator, Mapping
from typing import cast

from django.utils.translation import gettext as _

from haechi.cases.files import ReadyScan, discard, make_ready
from haechi.sites.common.uploads import SpooledUpload, why_not_taken
from haechi.sites.staff.forms.cases.intake import SCANS, IntakeForm
from haechi.sites.staff.guards import OfficerRequest

Ready = Mapping[str, list[ReadyScan]]


def uploads_of(request: OfficerRequest) -> Iterator[tuple[str, SpooledUpload]]:
    """What was chosen, with the name of its field."""
    for name in SCANS:
        for upload in request.FILES.getlist(name):
            yield name, cast("SpooledUpload", upload)


def let_go(request: OfficerRequest) -> bool:
    """Close what was uploaded and is not taken now; whether there was any."""
    found = [upload for _name, upload in uploads_of(request)]
    for upload in found:
        upload.spool.close()
    return bool(found)


def choose_again() -> str:
    return _("No file was kept. Choose the files again before you register the report.")


def ready_scans(request: OfficerRequest, form: IntakeForm) -> Ready | None:
    """Every file cleaned and sealed; None where one was refused, with the reason at its field."""
    ready: dict[str, list[ReadyScan]] = {name: [] for name in SCANS}
    for name, upload in uploads_of(request):
        if problem := _make_ready(request, upload, ready[name]):
            form.add_error(name, f"{upload.name}: {problem}")
    if any(form.has_error(name) for name in SCANS):
        put_back(ready)
        form.add_error(None, choose_again())
        return None
    return ready


def put_back(ready: Ready) -> None:
    """Nothing of them stays in the store."""
    for scans in ready.values():
        discard(scans)


def _make_ready(request: OfficerRequest, upload: SpooledUpload, scans: list[ReadyScan]) -> str:
    """Why it was not added to `scans`; "" where it was."""
    return why_not_taken(
        upload,
        lambda source, name: scans.append(
            make_ready(institution=request.institution, source=source, name=name)
        ),
    )
