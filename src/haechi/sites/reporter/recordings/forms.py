"""Form 1 (별지 제1호서식) as a citizen fills it in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.applicants.types import Content, Way
from haechi.common.clock import today
from haechi.sites.reporter.forms import PlainForm
from haechi.sites.reporter.named.forms import line, text
from haechi.sites.reporter.questions import QUIET, too_long

SELF, AGENT, LAW = "self", "agent", "law"
LENGTHS = {
    "name": 100, "born": 40, "contact": 100, "address": 200, "time": 60, "number": 40, "office": 100,
    "law": 300, "purpose": 200, "reason": 2000,
}  # fmt: skip


class ApplicationForm(PlainForm):
    """Who asks, for which call, why. `day` is a date; everything else a line or a text."""

    way = forms.ChoiceField(
        label=gettext_lazy("What you ask for"),
        widget=forms.RadioSelect,
        choices=[
            (Way.VIEWING, gettext_lazy("To hear it, at the institution")),
            (Way.PROVISION, gettext_lazy("To receive it as a file")),
        ],
        error_messages={"required": gettext_lazy("Please choose hearing or receiving.")},
    )
    name = line(
        gettext_lazy("Your name, or your institution's"),
        required=gettext_lazy("Please write your name."),
    )
    born = line(
        gettext_lazy("Date of birth, or business number"),
        required=gettext_lazy("Please write your date of birth, or a business number."),
    )
    contact = line(
        gettext_lazy("Telephone or e-mail"),
        required=gettext_lazy("Please write how you can be reached."),
    )
    address = line(gettext_lazy("Address"), required=gettext_lazy("Please write your address."))
    day = forms.DateField(
        label=gettext_lazy("Day of the call"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={**QUIET, "type": "date"}),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y%m%d"],
        error_messages={
            "required": gettext_lazy("Please write the day of the call."),
            "invalid": gettext_lazy("Please write the day as year-month-day, like 2026-03-05."),
        },
    )
    time = line(gettext_lazy("About what time"))
    number = line(
        gettext_lazy("Number that you used in the call"),
        required=gettext_lazy("Please write the number you called from, or were called at."),
    )
    office = line(gettext_lazy("Department, or number that you called"))
    relation = forms.ChoiceField(
        label=gettext_lazy("You and the call"),
        widget=forms.RadioSelect,
        choices=[
            (SELF, gettext_lazy("I was on the call myself")),
            (AGENT, gettext_lazy("I ask for somebody who was on the call, with her authority")),
            (LAW, gettext_lazy("I was not on the call; another law lets me ask")),
        ],
        error_messages={
            "required": gettext_lazy("Please choose what you have to do with the call.")
        },
    )
    law = line(gettext_lazy("Which law, which article"))
    purpose = line(
        gettext_lazy("What you need it for"),
        required=gettext_lazy("Please write what you need it for."),
    )
    reason = text(
        gettext_lazy("Why you ask"), 5, required=gettext_lazy("Please write why you ask.")
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, limit in LENGTHS.items():
            try:
                too_long(data.get(name) or "", limit)
            except forms.ValidationError as error:
                self.add_error(name, error)
        if data.get("relation") == LAW and not (data.get("law") or "").strip():
            self.add_error("law", _("Please write the law that lets you ask."))
        return data

    @property
    def way_chosen(self) -> Way:
        return Way(self.cleaned_data["way"])

    @property
    def law_named(self) -> str:
        data = self.cleaned_data
        return str(data["law"]).strip() if data["relation"] == LAW else ""

    def content(self) -> Content:
        data = self.cleaned_data
        when = f"{data['day']:%Y-%m-%d} {data['time']}".strip()
        relation = {SELF: "본인", AGENT: "대리인"}.get(data["relation"], "")
        plain = {name: data[name] for name in ("name", "born", "contact", "address", "number")}
        return Content(
            **plain,
            recorded=" · ".join(filter(None, (when, data["office"]))),
            purpose=data["purpose"],
            relation=relation,
            reason=data["reason"],
        )
