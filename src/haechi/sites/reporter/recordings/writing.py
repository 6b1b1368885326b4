"""A request while it is being written: as a report is, everything travels in the page."""

from dataclasses import dataclass, fields

from haechi.applicants.filing import Filing, file_request, was_filed
from haechi.applicants.types import ApplicationReceipt
from haechi.institutions.models import Institution
from haechi.reports.types import new_draft_token
from haechi.sites.reporter.recordings.forms import ApplicationForm
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.writing import Writing, resume


@dataclass(frozen=True)
class CallsWriting(Writing):
    @property
    def upload_url(self) -> str:
        return self.request.calls.upload_url

    @property
    def remove_url(self) -> str:
        return self.request.calls.remove_url

    def application(self) -> ApplicationForm:
        return ApplicationForm(self.data)

    def unchecked_application(self) -> ApplicationForm:
        """With what was typed, without a word about what is missing yet."""
        given = self.data if self.data is not None else {}
        return ApplicationForm(initial={name: given.get(name, "") for name in _NAMES})

    def file(self, form: ApplicationForm) -> ApplicationReceipt:
        """Raises as `file_request` does."""
        return file_request(
            Filing(
                institution=self.institution,
                way=form.way_chosen,
                content=form.content(),
                token=self.token,
                law=form.law_named,
            )
        )


_NAMES = tuple(ApplicationForm.base_fields)


def begin_application(request: ReporterRequest, institution: Institution) -> CallsWriting:
    return CallsWriting(request, institution, "", new_draft_token())


def resume_application(request: ReporterRequest, institution: Institution) -> CallsWriting:
    """What was posted; raises as `resume` does."""
    found = resume(request, institution, "", sent=was_filed)
    return CallsWriting(**{each.name: getattr(found, each.name) for each in fields(found)})
