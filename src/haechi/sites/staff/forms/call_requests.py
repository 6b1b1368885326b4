"""Forms of requests for recordings: form 1 at the counter, reasons, the reply."""

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from haechi.custody.models import Officer
from haechi.disclosures.periods import LEAST_DAYS, LEAST_YEARS, MOST_DAYS, MOST_YEARS
from haechi.disclosures.signature import LONGEST
from haechi.disclosures.types import Application, Certificate, Content, Reply, Way
from haechi.sites.staff.forms.cases.base import LongText, choice, day, line
from haechi.sites.staff.forms.report import ManyFiles


class RequestForm(forms.Form):
    """별지 제1호. Who is not of the managing department applies for herself alone."""

    use_required_attribute = False
    own = forms.BooleanField(label=_("I apply for myself"), required=False)
    name = line(_("Name, or institution"), longest=100)
    born = line(_("Date of birth, or business number"), required=False, longest=40)
    address = line(_("Address, or department"), required=False, longest=200)
    contact = line(_("How to be reached"), required=False, longest=100)
    recorded = line(_("When the call was"), required=False, longest=100)
    number = line(_("Number that was used in the call"), required=False, longest=40)
    purpose = line(_("Purpose of the request"), longest=200)
    relation = line(_("Relation to the party"), required=False, longest=100)
    reason = LongText(_("Why it is requested"), rows=4, max_length=2000)
    way = choice(_("Requested"), Way, radio=True)
    law = line(
        _("Other law, where the applicant is no party to the call"),
        required=False,
        longest=300,
        help_text=_("Left empty: the applicant is a party (article 9)."),
    )

    def __init__(self, data: QueryDict | None = None, *, officer: Officer, manages: bool) -> None:
        super().__init__(data)
        if manages:
            return
        del self.fields["own"]
        department = officer.department.name if officer.department else ""
        self.initial = {"name": officer.name, "address": department}

    def is_own(self) -> bool:
        return bool(self.cleaned_data.get("own", True))

    def application(self) -> Application:
        given = {name: value for name, value in self.cleaned_data.items() if name != "own"}
        way, law = Way(given.pop("way")), given.pop("law")
        return Application(way, is_party=not law, content=Content(**given), law=law)


class WordsForm(forms.Form):
    use_required_attribute = False
    words = LongText(_("Reason, or what was supplied"), rows=3, max_length=2000, required=False)


class TellForm(forms.Form):
    """What who applied on the public page reads there."""

    use_required_attribute = False
    words = LongText(_("To the applicant: when and where to come"), rows=3, max_length=2000)


class PeriodsForm(forms.Form):
    """How long requests are kept (파기)."""

    use_required_attribute = False
    papers_days = forms.IntegerField(
        label=_("Days for keeping the papers of a request"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        help_text=_("After its end. Form 1, proofs, certificate, reply and reasons go then."),
    )
    register_years = forms.IntegerField(
        label=_("Years for keeping the lines of the register"),
        min_value=LEAST_YEARS,
        max_value=MOST_YEARS,
        help_text=_(
            "From the 1 January after its end. Number, days, outcome and who decided stay then."
        ),
    )


class LawForm(forms.Form):
    """제9조① 단서."""

    use_required_attribute = False
    law = line(_("Other law, where the applicant is no party to the call"), longest=300)


class ProofForm(forms.Form):
    """제9조①을 증명할 수 있는 서류."""

    attached = forms.FileField(
        label=_("Files"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True}),
        help_text=_("Cleaned of hidden traces and sealed."),
    )


class Signing(models.TextChoices):
    """How form 2 is signed."""

    DRAWN = "drawn", _("Signed here, on the screen")
    TYPED = "typed", _("Name typed as the signature")
    PEN = "pen", _("Signed with a pen, on the printed form")


class SignedForm(forms.Form):
    """별지 제2호, signed by who receives it."""

    use_required_attribute = False
    name = line(_("Name of who receives it"), longest=100)
    address = line(_("Address, or department"), required=False, longest=200)
    way = choice(_("How it is signed"), Signing, radio=True)
    strokes = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST)
    typed = line(_("The name once more, as the signature"), required=False, longest=100)

    def certificate(self) -> Certificate:
        given = self.cleaned_data
        way = given["way"]
        return Certificate(
            name=given["name"],
            address=given["address"],
            on_screen=way is not Signing.PEN,
            strokes=given["strokes"] if way is Signing.DRAWN else "",
            typed=given["typed"] if way is Signing.TYPED else "",
        )


class ReplyForm(forms.Form):
    """별지 제3호."""

    use_required_attribute = False
    met_on = day(_("Purpose met on"))
    destroyed_on = day(_("Destroyed on"), required=True)
    how = line(_("How it was destroyed"), longest=300)
    note = line(_("What is left, and why"), required=False, longest=300)

    def reply(self) -> Reply:
        given = self.cleaned_data
        return Reply(
            met_on=given["met_on"].isoformat() if given["met_on"] else "",
            destroyed_on=given["destroyed_on"].isoformat(),
            how=given["how"],
            copies_gone=not given["note"],
            note=given["note"],
        )
