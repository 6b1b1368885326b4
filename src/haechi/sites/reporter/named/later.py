"""Forms of a reporter who comes back: agreeing or taking it back, giving her name after all."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.cases.filing import Particulars
from haechi.cases.types import ConsentKind, Track
from haechi.reports.types import ReportContent
from haechi.sites.reporter.forms import PlainForm
from haechi.sites.reporter.named.forms import (
    AGREE,
    LATER,
    REFUSE,
    ChoicesForm,
    MatterForm,
    consent_field,
)
from haechi.sites.reporter.named.people import ReporterForm
from haechi.sites.reporter.named.together import Together
from haechi.sites.reporter.named.writing import no_way


class ConsentsForm(PlainForm):
    """Each by itself; what is left as it is changes nothing."""

    investigation = consent_field(gettext_lazy("May the investigating body learn who you are?"))
    prosecution = consent_field(gettext_lazy("May the prosecuting body learn who you are?"))
    transfer = consent_field(gettext_lazy("May the report be transferred to the competent body?"))
    recommendation = consent_field(
        gettext_lazy("May the institution recommend you to the Commission for an award?")
    )

    @classmethod
    def showing(cls, consents: Mapping[ConsentKind, bool]) -> "ConsentsForm":
        said = {kind.value: AGREE if given else REFUSE for kind, given in consents.items()}
        return cls(initial=said)

    def changes(self, consents: Mapping[ConsentKind, bool]) -> dict[ConsentKind, bool]:
        """What is said otherwise than before."""
        words = {
            ConsentKind(name): value
            for name, value in self.cleaned_data.items()
            if value in {AGREE, REFUSE}
        }
        return {
            kind: value == AGREE
            for kind, value in words.items()
            if consents.get(kind) is not (value == AGREE)
        }


class SureForm(PlainForm):
    sure = forms.BooleanField(
        label=gettext_lazy("I have read what changes, and I give my name."),
        error_messages={
            "required": gettext_lazy("Please confirm that you have read what changes.")
        },
    )


class BecomingForms:
    """An anonymous report gets a name: what form 1 asks besides, who reports, what is agreed to."""

    def __init__(self, content: ReportContent, data: Any = None) -> None:  # noqa: ANN401
        written = {
            "matter": content.text,
            "accused_name": content.who,
            "insider": LATER,
        }
        self.matter = MatterForm(data) if data is not None else MatterForm(initial=written)
        self.me = ReporterForm(data, prefix="me")
        self.choices = ChoicesForm(data, track=Track.NAMED, names=[""])
        self.sure = SureForm(data)
        self.together = Together(self.matter, self.me, self.choices, self.sure)

    def is_valid(self) -> bool:
        if not self.together.is_valid():
            return False
        problem = no_way(self.choices.chosen_way, self.me.cleaned_data)
        if problem is not None:
            self.choices.add_error("way", problem)
        return problem is None

    def particulars(self) -> Particulars:
        return Particulars(
            content=self.matter.case_content(),
            reporter=self.me.identity(),
            accused=self.matter.accused(),
            consents=self.choices.consents(),
            insider=self.matter.is_insider,
            way=self.choices.chosen_way,
        )


def told_by(problem: str) -> str:
    """What to say where an objection is refused."""
    return {
        "objection-late": _(
            "The fourteen days are over. Your text is still here: you can send it as a message on"
            " the page before this one, and the institution sees when it came."
        ),
        "already": _("Your objection has been sent already and waits to be opened."),
    }.get(problem, _("This is not possible in the case's present state. Your text is still here."))
