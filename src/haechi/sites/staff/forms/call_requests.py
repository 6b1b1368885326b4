"""Forms of requests for recordings: form 1 at the counter, reasons, the reply."""

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.disclosures.types import Application, Content, Reply, Way
from haechi.sites.staff.forms.cases.base import LongText, choice, day, line


class RequestForm(forms.Form):
    """별지 제1호."""

    use_required_attribute = False
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

    def application(self) -> Application:
        given = dict(self.cleaned_data)
        way, law = Way(given.pop("way")), given.pop("law")
        return Application(way, is_party=not law, content=Content(**given), law=law)


class WordsForm(forms.Form):
    use_required_attribute = False
    words = LongText(_("Reason, or what was supplied"), rows=3, max_length=2000, required=False)


class SignedForm(forms.Form):
    """별지 제2호, signed with a pen on the printed paper."""

    use_required_attribute = False
    name = line(_("Name of who receives it"), longest=100)


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
