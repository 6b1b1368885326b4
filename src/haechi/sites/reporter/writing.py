"""A report while it is being written. Everything travels in the page; the server keeps files alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.institutions.models import Institution
from haechi.institutions.selectors import entry_point_of
from haechi.reports.submission import Submission, submit_report, was_submitted
from haechi.reports.types import (
    DraftToken,
    Receipt,
    new_draft_token,
    read_draft_token,
    write_draft_token,
)
from haechi.sites.common.files import FileRow
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.files import cut_words, stored_rows, take_files
from haechi.sites.reporter.forms import PasswordForm, ReportForm, clean_post
from haechi.sites.reporter.questions import is_answer
from haechi.sites.reporter.requests import ReporterRequest

KEPT_FIELDS = ("category", "text", "when", "where", "who")


@dataclass(frozen=True)
class Writing:
    """What one request brought. `refused`: files not taken; `notices`: what else went wrong."""

    request: ReporterRequest
    institution: Institution
    code: str
    token: DraftToken
    data: QueryDict | None = None
    refused: list[FileRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @cached_property
    def files(self) -> list[FileRow]:
        # A page that is only now given its token cannot have sent files under it.
        return stored_rows(self.token) if self.data is not None else []

    @property
    def draft(self) -> str:
        return write_draft_token(self.token)

    def checked(self) -> ReportForm:
        return ReportForm(self.data, institution=self.institution)

    def unchecked(self) -> ReportForm:
        """The form with what was typed, without a word about what is missing yet."""
        if self.data is None:
            return ReportForm(institution=self.institution)
        typed = {name: self.data.get(name, "") for name in KEPT_FIELDS}
        typed |= {name: self.data.get(name, "") for name in self.data if is_answer(name)}
        chosen = {"excluded": self.data.getlist("excluded")}
        return ReportForm(initial=typed | chosen, institution=self.institution)

    def passwords(self) -> PasswordForm:
        """The password form, checked only where it was on the page."""
        asked = self.data is not None and "kind" in self.data
        return PasswordForm(self.data if asked else None)

    def blank_passwords(self) -> PasswordForm:
        """The password form unchecked, with the kind that was chosen before."""
        return PasswordForm(initial={"kind": self._kind()})

    def _kind(self) -> str:
        return self.request.POST.get("kind") or PasswordForm.DRAWN

    @property
    def upload_url(self) -> str:
        return address("upload", self.institution.slug)

    @property
    def remove_url(self) -> str:
        return address("upload-remove", self.institution.slug)

    def send(self, form: ReportForm, passwords: PasswordForm) -> Receipt:
        """Submit what both forms hold; raises as `submit_report` does."""
        return submit_report(
            Submission(
                institution=self.institution,
                category=form.categories[form.cleaned_data["category"]],
                content=form.content(),
                token=self.token,
                password=passwords.own,
                phrase_language=get_language() if passwords.draws_phrase else None,
                excluded=form.cleaned_data["excluded"],
                entry_point=entry_point_of(self.institution, self.code),
            )
        )

    def with_notice(self, notice: str) -> "Writing":
        return replace(self, notices=[*self.notices, notice])


def begin(request: ReporterRequest, institution: Institution, code: str) -> Writing:
    """An empty form with a draft token of its own."""
    return Writing(request, institution, code, new_draft_token())


def resume(
    request: ReporterRequest,
    institution: Institution,
    code: str,
    *,
    sent: Callable[[DraftToken], bool] = was_submitted,
) -> Writing:
    """What was posted: its text cleaned, its files stored. `sent`: whether it was sent before.

    Raises:
        the errors of reading a form (`errors.KNOWN`).
    """
    notices = cut_words(request)
    data = clean_post(request)
    token = read_draft_token(data.get("draft", ""))
    notices += [] if token else [lost_draft()]
    token = token or new_draft_token()
    refused = take_files(request, institution=institution, token=token)
    writing = Writing(request, institution, code, token, data, refused, notices)
    if data.getlist("excluded") and not institution.offers_exclusion:
        data.setlist("excluded", [])
        writing = writing.with_notice(exclusion_gone())
    return writing.with_notice(lost_files()) if _lost(writing, sent) else writing


def _lost(writing: Writing, sent: Callable[[DraftToken], bool]) -> bool:
    """True where the page showed more files than the draft has: they are purged after their day."""
    seen = writing.data.get("files_seen", "") if writing.data is not None else ""
    shown = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else 0
    if writing.notices or not shown or shown <= len(writing.files):
        return False
    return not sent(writing.token)


def lost_draft() -> str:
    return _(
        "This page was no longer connected to its files. Your text is all here. Please check the"
        " files and add what is missing."
    )


def lost_files() -> str:
    return _(
        "Files you added before were deleted after a day without sending. Your text is all here."
        " Please add the files again."
    )


def exclusion_gone() -> str:
    return _(
        "Excluding officers is no longer offered here: every officer of the desk would read this"
        " report. Send it only if you agree."
    )
