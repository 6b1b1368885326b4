"""A practice report while it is being written: the real form's steps, another table at their end."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from haechi.practice.models import PracticeDepartment, PracticeSession
from haechi.practice.sealing import NAME_LENGTH
from haechi.practice.submission import PracticeSubmission, submit_practice, was_practised
from haechi.reports.types import Receipt, new_draft_token
from haechi.sites.reporter.forms import PasswordForm, ReportForm
from haechi.sites.reporter.practice_place import PracticePlace
from haechi.sites.reporter.questions import QUIET, too_long
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.writing import Writing, resume

NOT_SAID = "-"


class AttendanceForm(PasswordForm):
    """The password form with what a practice day asks at its end: the department, and a name if wished."""

    department = forms.ChoiceField(
        label=gettext_lazy("Your department"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy(
                "Please choose a department, or that you would rather not say."
            ),
            "invalid_choice": gettext_lazy("This department does not take part. Choose another."),
        },
    )
    attendee = forms.CharField(
        label=gettext_lazy("Name"), required=False, widget=forms.TextInput(attrs=QUIET)
    )

    def __init__(self, *args: Any, session: PracticeSession, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.departments = {str(row.pk): row for row in session.departments.all()}
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            *((code, row.name) for code, row in self.departments.items()),
            (NOT_SAID, _("I would rather not say")),
        ]

    def clean_attendee(self) -> str:
        name = " ".join(str(self.cleaned_data["attendee"]).split())
        too_long(name, NAME_LENGTH)
        return name

    @property
    def chosen(self) -> PracticeDepartment | None:
        return self.departments.get(self.cleaned_data["department"])


@dataclass(frozen=True, kw_only=True)
class PracticeWriting(Writing):
    session: PracticeSession

    @property
    def place(self) -> PracticePlace:
        return PracticePlace(self.institution.slug, self.session.code)

    def passwords(self) -> AttendanceForm:
        asked = self.data is not None and "kind" in self.data
        return AttendanceForm(self.data if asked else None, session=self.session)

    def blank_passwords(self) -> AttendanceForm:
        post = self.request.POST
        kept = {name: post.get(name, "") for name in ("department", "attendee")}
        return AttendanceForm(initial={"kind": self._kind(), **kept}, session=self.session)

    @property
    def upload_url(self) -> str:
        return self.place.upload_url

    @property
    def remove_url(self) -> str:
        return self.place.remove_url

    def send(self, form: ReportForm, passwords: PasswordForm) -> Receipt:
        """Nothing but `submit_practice` is reached from here (P-23)."""
        attending = passwords if isinstance(passwords, AttendanceForm) else self.passwords()
        return submit_practice(
            PracticeSubmission(
                session=self.session,
                category=form.categories[form.cleaned_data["category"]].name,
                content=form.content(),
                token=self.token,
                password=passwords.own,
                phrase_language=get_language() if passwords.draws_phrase else None,
                department=attending.chosen,
                name=attending.cleaned_data["attendee"],
            )
        )


def begin_practice(request: ReporterRequest, session: PracticeSession) -> PracticeWriting:
    """An empty form with a draft token of its own."""
    token = new_draft_token()
    return PracticeWriting(request, session.institution, session.code, token, session=session)


def resume_practice(request: ReporterRequest, session: PracticeSession) -> PracticeWriting:
    """What was posted; raises as `resume` does."""
    found = resume(request, session.institution, session.code, sent=was_practised)
    return PracticeWriting(
        request,
        found.institution,
        found.code,
        found.token,
        found.data,
        found.refused,
        found.notices,
        session=session,
    )
