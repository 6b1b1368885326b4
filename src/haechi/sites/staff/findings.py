"""Words for what a review found: the rule in a sentence, and what it found here."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haechi.access_control.review import MarkedFinding
from haechi.access_control.types import Change, Outcome, Unusual
from haechi.sites.staff.forms.access_control import FindingForm

RULES: Mapping[Unusual, str | Promise] = {
    Unusual.TRAIL: _("The rows of the month are checked, each against the one before it."),
    Unusual.CLOCK: _("A row is dated more than five minutes before the row above it."),
    Unusual.AFTER_END: _("The record of access rights says that this access had ended."),
    Unusual.MANY_OPENINGS: _(
        "At least 30, and more than three times one's own usual month or that of the colleagues."
    ),
    Unusual.BURST: _("At least 20 within sixty minutes: reading through, not handling."),
    Unusual.MANY_SEARCHES: _(
        "At least 20, and more than three times one's own usual month or that of the colleagues."
    ),
    Unusual.NO_FOLLOW_UP: _(
        "No note, message, result or change of status by this officer within a week before or after."
    ),
    Unusual.NIGHT: _("Opened, searched or downloaded between 22:00 and 06:00."),
    Unusual.DAY_OFF: _("Opened, searched or downloaded on a Saturday, Sunday or public holiday."),
    Unusual.FAILED: _("At least five at one account on one day."),
    Unusual.NEW_NETWORK: _("Not seen for this officer in the six months before."),
}
SENTENCES: Mapping[Unusual, str | Promise] = {
    Unusual.TRAIL: _("Rows were changed, removed or inserted. Call in information security."),
    Unusual.CLOCK: _("Rows: {count}"),
    Unusual.AFTER_END: _("{count} times after “{change}”"),
    Unusual.MANY_OPENINGS: _("{count} openings; usual in a month: {usual}"),
    Unusual.BURST: _("{count} openings within an hour from {moment}"),
    Unusual.MANY_SEARCHES: _("{count} searches; usual in a month: {usual}"),
    Unusual.NO_FOLLOW_UP: _("Downloads: {count}"),
    Unusual.NIGHT: _("Accesses: {count}"),
    Unusual.DAY_OFF: _("Accesses: {count} ({days})"),
    Unusual.FAILED: _("{count} times on {day}, from {places}"),
    Unusual.NEW_NETWORK: _("{count} times from {network}"),
}


@dataclass(frozen=True)
class Shown:
    """A finding as the page writes it; `form` None: nobody answers it here and now."""

    rule: str
    explained: str | Promise
    name: str
    sentence: str
    trail_url: str
    form: FindingForm | None
    outcome: str = ""
    remark: str = ""
    by: str = ""
    grave: bool = False


_GRAVE = frozenset({Unusual.TRAIL, Unusual.CLOCK, Unusual.AFTER_END})


def shown(row: MarkedFinding, form: FindingForm | None) -> Shown:
    finding, mark = row.finding, row.mark
    return Shown(
        rule=str(finding.rule.label),
        explained=RULES[finding.rule],
        name=finding.name,
        sentence=sentence(finding.rule, finding.count, finding.values),
        trail_url=trail_url(finding.officer_id, finding.sequences),
        form=form,
        outcome=str(Outcome(mark.outcome).label) if mark else "",
        remark=mark.remark if mark else "",
        by=mark.officer_name if mark else "",
        grave=finding.rule in _GRAVE,
    )


def shown_signed(kept: Mapping[str, object]) -> Shown:
    """A finding as a signed review keeps it."""
    rule, values = Unusual(str(kept["rule"])), kept["values"]
    officer_id, sequences = kept["officer_id"], kept["sequences"]
    return Shown(
        rule=str(rule.label),
        explained=RULES[rule],
        name=str(kept["name"]),
        sentence=sentence(rule, int(str(kept["count"])), values),  # type: ignore[arg-type]
        trail_url=trail_url(officer_id, sequences),  # type: ignore[arg-type]
        form=None,
        outcome=str(Outcome(str(kept["outcome"])).label),
        remark=str(kept["remark"]),
        by=str(kept["by"]),
        grave=rule in _GRAVE,
    )


def sentence(rule: Unusual, count: int, values: Mapping[str, str | int]) -> str:
    filled = {**values, "count": count}
    if "change" in filled:
        filled["change"] = str(Change(str(filled["change"])).label)
    return str(SENTENCES[rule]).format(**filled)


def trail_url(officer_id: int | None, sequences: tuple[int, ...]) -> str:
    """The trail from the last of these rows backwards."""
    if not sequences:
        return reverse("trail")
    values: dict[str, int] = {"before": max(sequences) + 1}
    if officer_id:
        values["officer"] = officer_id
    return f"{reverse('trail')}?{urlencode(values)}"
