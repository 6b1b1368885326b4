"""What form 1 (별지 제1호서식) says, and the answers at the end of the people's step."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.cases.reporter import centre_officers
from haechi.cases.types import CaseContent, ConsentKind, Identity, Track, Way
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.institutions.selectors import active_categories
from haechi.reports.types import Answer, ReportContent
from haechi.sites.reporter.forms import PlainForm, nobody_left
from haechi.sites.reporter.questions import QUIET, SHORT, too_long

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

AGREE, REFUSE, LATER = "yes", "no", "later"
CONSENTS: Final = (
    ConsentKind.DISCLOSURE_INVESTIGATION,
    ConsentKind.DISCLOSURE_PROSECUTION,
    ConsentKind.TRANSFER,
)
"""Asked with the report, each by itself (form 4, 제18조①)."""


def line(label: "Text", *, required: "Text" = "", **attrs: str) -> forms.CharField:
    """A line of text; `required`: what to say where it is missing."""
    return forms.CharField(
        label=label,
        required=bool(required),
        widget=forms.TextInput(attrs={**QUIET, **attrs}),
        error_messages={"required": required},
    )


def text(label: "Text", rows: int, *, required: "Text" = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        widget=forms.Textarea(attrs={**QUIET, "rows": rows}),
        error_messages={"required": required},
    )


class MatterForm(PlainForm):
    """Title, purport and reason, matter, evidence and the accused, in the words of form 1."""

    title = line(
        gettext_lazy("Title of the report"),
        required=gettext_lazy("Please give the report a title."),
    )
    accused_name = line(gettext_lazy("Name of the person or body reported"))
    accused_workplace = line(gettext_lazy("Organisation and position of the person reported"))
    accused_contact = line(gettext_lazy("Address or contact of the person reported"))
    purpose = text(gettext_lazy("Purport and reason of the report"), 4)
    matter = text(
        gettext_lazy("What the violation is"),
        10,
        required=gettext_lazy("Please write what happened."),
    )
    evidence = text(gettext_lazy("Evidence"), 3)
    insider = forms.ChoiceField(
        label=gettext_lazy("Do you work, or did you work, for the body you report?"),
        required=False,
        initial=LATER,
        widget=forms.RadioSelect,
        choices=[
            (AGREE, gettext_lazy("Yes")),
            (REFUSE, gettext_lazy("No")),
            (LATER, gettext_lazy("I would rather not say now")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        long = {"purpose", "matter", "evidence"}
        names = ("title", "accused_name", "accused_workplace", "accused_contact", *sorted(long))
        for name in names:
            try:
                too_long(data.get(name, ""), settings.MAX_TEXT_CHARS if name in long else SHORT)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data

    def case_content(self) -> CaseContent:
        data = self.cleaned_data
        return CaseContent(data["title"], data["purpose"], data["matter"], data["evidence"])

    def accused(self) -> Identity | None:
        data = self.cleaned_data
        name, work = data["accused_name"].strip(), data["accused_workplace"].strip()
        contact = data["accused_contact"].strip()
        if not (name or work or contact):
            return None
        return Identity(name=name or work or contact, workplace=work, address=contact)

    @property
    def is_insider(self) -> bool | None:
        return {AGREE: True, REFUSE: False}.get(self.cleaned_data.get("insider", ""))

    def report_content(self) -> ReportContent:
        """The same words as the reporter reads them again with her key."""
        data = self.cleaned_data
        asked = (
            ("신고제목", "Title of the report", "title"),
            ("신고 취지 및 이유", "Purport and reason of the report", "purpose"),
            ("증거자료", "Evidence", "evidence"),
        )
        who = ", ".join(
            filter(None, (data[f"accused_{each}"] for each in ("name", "workplace", "contact")))
        )
        answers = tuple(Answer(ko, en, data[name]) for ko, en, name in asked)
        return ReportContent(text=data["matter"], who=who, answers=answers)


class ContentForm(MatterForm):
    """The first step: with the subject, and the officers who must not see it."""

    category = forms.ChoiceField(
        label=gettext_lazy("Subject"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose what it is about."),
            "invalid_choice": gettext_lazy("This field is not offered any more. Choose another."),
        },
    )
    excluded = forms.MultipleChoiceField(
        label=gettext_lazy("This officer must not see it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("category", "title")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.institution = institution
        self.categories = {row.code: row for row in active_categories(institution)}
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (code, row.name) for code, row in self.categories.items()
        ]
        self.fields["excluded"].choices = self._choices  # type: ignore[attr-defined]

    @property
    def hints(self) -> dict[str, str]:
        return {code: row.help for code, row in self.categories.items()}

    @cached_property
    def desks(self) -> list[list[Officer]]:
        try:
            return centre_officers(self.institution)
        except DeskEmpty:
            return []

    def _excludable(self) -> dict[str, Officer]:
        """Those at the two desks, and those chosen before who have left them since."""
        if not self.institution.offers_exclusion:
            return {}
        found = {str(each.pk): each for desk in self.desks for each in desk}
        chosen = self.data.getlist("excluded") if isinstance(self.data, QueryDict) else []
        gone = [pk for pk in chosen if pk.isascii() and pk.isdigit() and len(pk) < 10]
        for officer in self.institution.officers.filter(pk__in=set(gone) - set(found)):
            found[str(officer.pk)] = officer
        return found

    def _choices(self) -> list[tuple[str, str]]:
        return [(pk, str(officer)) for pk, officer in self._excludable().items()]

    def clean_excluded(self) -> list[Officer]:
        """The officers themselves; somebody must be left at each desk."""
        officers = self._excludable()
        chosen = [officers[pk] for pk in self.cleaned_data["excluded"] if pk in officers]
        barred = {officer.pk for officer in chosen}
        if any({officer.pk for officer in desk} <= barred for desk in self.desks):
            raise forms.ValidationError(nobody_left())
        return chosen


def consent_field(label: "Text") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        initial=LATER,
        widget=forms.RadioSelect,
        choices=[
            (AGREE, gettext_lazy("I agree")),
            (REFUSE, gettext_lazy("I do not agree")),
            (LATER, gettext_lazy("I decide later")),
        ],
    )


class ChosenFiles(forms.MultipleChoiceField):
    """Some of the files that were added; one that was taken out since is no error."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401
        known = {str(each) for each, _name in self.choices}  # type: ignore[union-attr,misc]
        return [each for each in super().to_python(value) if each in known]


class ChoicesForm(PlainForm):
    """How notices come, what is agreed to, who represents, and which files prove a proxy's authority.

    `names`: of all reporters; `files`: (id, name) of those added, None without a proxy.
    """

    representative = forms.ChoiceField(
        label=gettext_lazy("Who represents all reporters?"),
        required=False,
        initial="0",
        widget=forms.RadioSelect,
    )
    proofs = ChosenFiles(label=gettext_lazy("Which files prove the authority?"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("How should notices reach you?"),
        required=False,
        initial=Way.SITE,
        widget=forms.RadioSelect,
        choices=[
            (Way.SITE, gettext_lazy("On this site, with report key and password")),
            (Way.EMAIL, gettext_lazy("By e-mail to me")),
            (
                Way.SMS,
                gettext_lazy("A text message that something has come; the notice on this site"),
            ),
            (Way.POST, gettext_lazy("By post")),
        ],
    )
    investigation = consent_field(gettext_lazy("May the investigating body learn who you are?"))
    prosecution = consent_field(gettext_lazy("May the prosecuting body learn who you are?"))
    transfer = consent_field(gettext_lazy("May the report be transferred to the competent body?"))
    sealed = forms.BooleanField(
        label=gettext_lazy(
            "The client's personal data and the power of attorney lie in a sealed envelope, which I"
            " hand in or send by post."
        ),
        error_messages={
            "required": gettext_lazy(
                "Please confirm it: without the envelope the report is one of an unknown person."
            )
        },
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        track: Track,
        names: list[str],
        files: list[tuple[str, str]] | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.track = track
        if files:
            self.fields["proofs"].choices = files  # type: ignore[attr-defined]
        else:
            del self.fields["proofs"]
        if track is Track.LAWYER:
            del self.fields["representative"]
            self.fields["way"].label = _("How should notices reach the lawyer?")
        else:
            del self.fields["sealed"]
            options = [(str(at), self._shown(at, name)) for at, name in enumerate(names)]
            self.fields["representative"].choices = options  # type: ignore[attr-defined]

    @staticmethod
    def _shown(at: int, name: str) -> str:
        if at == 0:
            return _("I myself")
        return name or _("Joint reporter %(number)s") % {"number": at}

    def consents(self) -> dict[ConsentKind, bool]:
        """What was decided; what was left for later is not in it."""
        data = self.cleaned_data
        return {
            kind: data[kind.value] == AGREE
            for kind in CONSENTS
            if data.get(kind.value) in {AGREE, REFUSE}
        }

    @property
    def chosen_way(self) -> Way:
        return Way(self.cleaned_data.get("way") or Way.SITE)
