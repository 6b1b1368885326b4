"""The yearly report as a `Document`: figures in sentences, as charts, and as tables behind them (ALL-4).

The full report is for the head of audit of its own institution. `public_document` is made of what was
published alone and may leave the house.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.documents.spec import Block, Chart, Document, Heading, Paragraph, table
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.statistics.affiliates import QUARTERS, published_by_affiliate, span
from haechi.statistics.figures import Wait, figures
from haechi.statistics.models import Publication
from haechi.statistics.yearly_parts import WIDE, Years, month, named, pictured, signed


def years_of(institution: Institution) -> list[int]:
    """The years of which there is something to report, the newest first."""
    day = Report.objects.filter(institution=institution).aggregate(day=Min("received_on"))["day"]
    told = Publication.objects.filter(institution__parent=institution).aggregate(year=Min("year"))
    now = today().year
    first = min(day.year if day else now, told["year"] or now)
    return list(range(now, first - 1, -1))


def year_document(institution: Institution, year: int) -> Document:
    """The full report of a year; of the present one up to today."""
    last = min(date(year, 12, 31), today())
    before = date(year - 1, 12, 31) - (date(year, 12, 31) - last)  # as much of the year before
    found = Years(
        institution,
        year,
        last,
        figures([institution], date(year, 1, 1), last),
        figures([institution], date(year - 1, 1, 1), before),
    )
    return _document(
        institution,
        _("Anonymous reports %(year)s: yearly report") % {"year": year},
        f"{_day(date(year, 1, 1))} ~ {_day(last)}",
        (*_intake(found), *_handling(found), *_affiliates(institution, year), *_method()),
    )


def public_document(institution: Institution, year: int) -> Document:
    """The same year from published figures alone."""
    rows = list(Publication.objects.filter(institution=institution, year=year).order_by("quarter"))
    blocks: list[Block] = [Heading(_("Received by quarter"))]
    blocks.append(Paragraph(_("Counts are given as ranges, so that no number points at a person.")))
    blocks += (
        _published(rows) if rows else [Paragraph(_("No quarter of this year is published yet."))]
    )
    title = _("Anonymous reports %(year)s: public report") % {"year": year}
    return _document(institution, title, _("%(year)s") % {"year": year}, tuple(blocks))


def _document(
    institution: Institution, title: str, subtitle: str, blocks: tuple[Block, ...]
) -> Document:
    return Document(
        title=title,
        subtitle=subtitle,
        institution=institution.name,
        day=_day(today()),
        language=get_language() or "ko",
        contents=_("Contents"),
        blocks=blocks,
    )


def _day(day: date) -> str:
    return date_format(day, "Y. n. j.")


def _intake(found: Years) -> Iterable[Block]:
    this, before = found.this, found.before
    yield Heading(_("Intake"))
    yield Paragraph(
        _("In %(year)s, up to %(last)s, %(count)s reports were received.")
        % {"year": found.year, "last": _day(found.last), "count": this.received}
        + " "
        + _compared(this.received, before.received)
    )
    if found.last < date(found.year, 12, 31):
        yield Paragraph(_("The year is not over: the one before is counted up to the same day."))
    yield Heading(_("By month"), 2)
    months = {month(key): count for key, count in this.by_month.items()}
    earlier = {month(key): count for key, count in before.by_month.items()}
    yield from pictured(_("Received by month"), _("Month"), found, months, earlier, upright=True)
    yield Heading(_("By category"), 2)
    names = {each.pk: each.name for each in found.institution.categories.all()}
    by_category = named(names, this.by_category)
    yield from _most(by_category)
    yield from pictured(
        _("Received by category"),
        _("Category"),
        found,
        by_category,
        named(names, before.by_category),
    )
    yield Heading(_("By link"), 2)
    points = {each.pk: each.name for each in found.institution.entry_points.all()}
    yield from pictured(
        _("Received by link"),
        _("Link"),
        found,
        named(points, this.by_entry_point),
        named(points, before.by_entry_point),
    )
    yield Paragraph(
        _(
            "By link only finished periods of at least five reports are counted, so that no count"
            " leads to a report. Their sum can be smaller than the number received."
        ),
        small=True,
    )


def _compared(now: int, before: int) -> str:
    if not before:
        return _("There were none in the year before.")
    values = {
        "before": before,
        "n": abs(now - before),
        "percent": f"{abs(now - before) / before:.1%}",
    }
    if now > before:
        return (
            _("That is %(n)s (%(percent)s) more than the %(before)s of the year before.") % values
        )
    if now < before:
        return (
            _("That is %(n)s (%(percent)s) fewer than the %(before)s of the year before.") % values
        )
    return _("That is as many as in the year before.")


def _most(counts: Mapping[str, int]) -> Iterable[Block]:
    whole = sum(counts.values())
    if not whole:
        return
    name, count = max(counts.items(), key=lambda pair: pair[1])
    yield Paragraph(
        _("Most reports were about “%(name)s”: %(count)s, which is %(percent)s of all.")
        % {"name": name, "count": count, "percent": f"{count / whole:.1%}"}
    )


def _handling(found: Years) -> Iterable[Block]:
    this, before = found.this, found.before
    yield Heading(_("Handling"))
    yield Heading(_("Time to the first answer and to the result"), 2)
    yield Paragraph(_waited(_("first answer"), this.first_answer))
    yield Paragraph(_waited(_("result"), this.result))
    waits = (
        (_("first answer"), this.first_answer, before.first_answer),
        (_("result"), this.result, before.result),
    )
    rows = [
        row
        for name, now, then in waits
        for row in (
            [_("%(what)s: cases") % {"what": name}, *_both(now.cases, then.cases)],
            [_("%(what)s: middle, days") % {"what": name}, *_both(now.median, then.median)],
            [_("%(what)s: nine of ten within, days") % {"what": name}, *_both(now.slow, then.slow)],
        )
    ]
    yield table(_("Waiting times"), [_("Waiting time"), *found.columns], rows, WIDE)
    yield from _outcome(found)
    yield from _backlog(found)


def _both(now: int, then: int) -> tuple[int, int, str]:
    return now, then, signed(now - then)


def _waited(what: str, wait: Wait) -> str:
    if not wait.cases:
        return _("No report has had its %(what)s yet.") % {"what": what}
    return _(
        "The %(what)s was given in %(cases)s cases: half of them within %(median)s days, nine of ten"
        " within %(slow)s days."
    ) % {"what": what, "cases": wait.cases, "median": wait.median, "slow": wait.slow}


def _outcome(found: Years) -> Iterable[Block]:
    this, before = found.this, found.before
    yield Heading(_("Where the reports stand"), 2)
    done = this.by_state.get(ReportState.DONE, 0)
    if this.received:
        yield Paragraph(
            _(
                "%(done)s of %(all)s reports (%(percent)s) are completed; %(withdrawn)s were withdrawn."
            )
            % {
                "done": done,
                "all": this.received,
                "percent": f"{done / this.received:.1%}",
                "withdrawn": this.withdrawn,
            }
        )
    names = {state.value: str(state.label) for state in ReportState}
    yield from pictured(
        _("Reports by status"),
        _("Status"),
        found,
        named(names, this.by_state),
        named(names, before.by_state),
    )


def _backlog(found: Years) -> Iterable[Block]:
    yield Heading(_("Not yet completed"), 2)
    waiting = sum(found.this.backlog.values())
    yield Paragraph(
        _("On %(day)s %(count)s of these reports are still open; %(overdue)s are past their day.")
        % {"day": _day(today()), "count": waiting, "overdue": found.this.overdue}
    )
    ages = {_("%(days)s days") % {"days": days}: n for days, n in found.this.backlog.items()}
    yield Chart(_("Open reports by age"), tuple(ages.items()), upright=True)
    rows = [[name, count] for name, count in ages.items()]
    yield table(_("Open reports by age"), [_("Age"), _("Count")], rows, (2, 1))


def _affiliates(parent: Institution, year: int) -> Iterable[Block]:
    rows = [
        [each.institution.name, *(told or "–" for told in each.quarters)]
        for each in published_by_affiliate(parent, year)
    ]
    if not rows:
        return
    yield Heading(_("Affiliates"))
    yield Paragraph(
        _(
            "Affiliates handle their reports themselves. What stands here is what they published:"
            " ranges by closed quarter, and – where nothing is published."
        )
    )
    columns = [_("Affiliate"), *(_("Quarter %(n)s") % {"n": n} for n in QUARTERS)]
    yield table(_("Published figures of affiliates"), columns, rows, (3, 1, 1, 1, 1))


def _method() -> Iterable[Block]:
    yield Heading(_("How it was counted"))
    yield Paragraph(
        _(
            "A report counts for the day on which it was received. A report that was merged into another"
            " counts once. Practice reports do not count. The table behind each chart holds its numbers."
        )
    )


def _published(rows: Iterable[Publication]) -> list[Block]:
    english = get_language() == "en"
    quarters = {row.quarter: row for row in rows}
    heads = [_("Quarter %(n)s") % {"n": n} for n in quarters]
    totals = [span(row.total) if row.total else "–" for row in quarters.values()]
    names: dict[str, list[str]] = {}
    for position, row in enumerate(quarters.values()):
        for name_ko, name_en, low, high in row.categories:
            cells = names.setdefault(name_en if english else name_ko, ["–"] * len(quarters))
            cells[position] = span((low, high))
    lines = [[_("Sum"), *totals], *([name, *cells] for name, cells in names.items())]
    widths = (2.5, *[1.0] * len(heads))
    return [table(_("Reports received"), [_("Category"), *heads], lines, widths)]
