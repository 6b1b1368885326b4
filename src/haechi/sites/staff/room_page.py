"""What the operations room shows: its parts as HTML, each sent again when it changed (RC-12).

Calls stand there by department: no number of a party, nor of an official's telephone.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.institutions.models import Department, Institution
from haechi.recordings.alarms import open_alarms
from haechi.recordings.hysteresis import Reading
from haechi.recordings.models import DayKey, Line, RecorderAlarm, RecordingSettings, RoomState
from haechi.recordings.planning import records
from haechi.recordings.sight import Incident, Minute, Status, calls_now, is_fresh, loss
from haechi.recordings.types import KEYS_AHEAD, Failure
from haechi.recordings.watch import LOSS, disk, unfinished
from haechi.sites.staff.events import Parts
from haechi.sites.staff.room_pictures import Meter, hour_of_calls, hour_of_loss, meter

LOOKED = 10.0  # seconds after which the figures are called old
NAMES = ("state", "calls", "engine", "disk", "keys", "failures")


@dataclass(frozen=True)
class Headline:
    """`tone`: as of an alert; `words` say it too."""

    tone: str
    words: str
    alarms: tuple[tuple[RecorderAlarm, str], ...] = ()


def state_mark(institution: Institution) -> object:
    """Changes whenever the parts may: a look of the worker, or that it does not look any more."""
    seen = RoomState.objects.filter(pk=1).values_list("seen_at", flat=True).first()
    if seen is None:
        return None
    age = time.time() - seen.timestamp()
    return seen, age > LOOKED, institution.pk


def parts(institution: Institution) -> Parts:
    row, moment = RoomState.objects.filter(pk=1).first(), time.time()
    context = {
        "state": _headline(institution, row, moment),
        "calls": _calls(institution, row, moment),
        "engine": _engine(row, moment),
        "disk": _disk(row),
        "keys": _keys(institution, row),
        "failures": _failures(institution, row),
    }
    return {
        name: render_to_string(f"site_staff/calls/room/{name}.html", {"it": context[name]}).strip()
        for name in NAMES
    }


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _headline(institution: Institution, row: RoomState | None, moment: float) -> Headline:
    alarms = tuple((each, each.get_kind_display()) for each in open_alarms(institution.pk))
    office = RecordingSettings.objects.select_related("full_notice", "selective_notice").filter(
        institution=institution
    )
    if not any(map(records, office)):
        return Headline("information", _("No number is switched on: nothing is recorded."), alarms)
    if row is None or moment - row.seen_at.timestamp() > LOOKED:
        return Headline("danger", _("The worker does not look: these figures are old."), alarms)
    nodes: list[Status | None] = row.nodes
    gone = [node for node in nodes if not is_fresh(node, moment)]
    if len(gone) == len(nodes):
        return Headline("danger", _("The recorder does not answer: nothing is recorded."), alarms)
    if gone:
        return Headline("warning", _("One of the recorders does not answer."), alarms)
    if alarms:
        return Headline("warning", _("The recorder works. Something needs a look."), alarms)
    return Headline("success", _("The recorder works."))


def _calls(institution: Institution, row: RoomState | None, moment: float) -> dict[str, Any]:
    key, nodes = str(institution.pk), row.nodes if row else []
    calls, stored = calls_now(nodes, moment).get(key, [0, 0])
    minutes = _minutes(row)
    most = max((each.calls.get(key, [0])[0] for each in minutes), default=0)
    return {
        "now": calls,
        "stored": stored,
        "most": most,
        "picture": hour_of_calls(minutes, key, int(moment // 60)),
        "departments": _departments(institution, nodes, moment),
    }


def _departments(
    institution: Institution, nodes: list[Status | None], moment: float
) -> list[tuple[str, int, int]]:
    """Name, calls now, of them recorded; departments with a line, also those where nobody talks."""
    lines = dict(
        Line.objects.filter(institution=institution, removed_on__isnull=True).values_list(
            "pk", "department"
        )
    )
    calls, stored = Counter[int](), Counter[int]()
    for node in nodes:
        for owner, line, count, kept in (node or {}).get("lines", ()):
            if owner == institution.pk and line in lines and is_fresh(node, moment):
                calls[lines[line]] += count
                stored[lines[line]] += kept
    names = {each.pk: each.name for each in Department.objects.filter(pk__in=set(lines.values()))}
    return [(names[key], calls[key], stored[key]) for key in sorted(names, key=names.__getitem__)]


def _minutes(row: RoomState | None) -> list[Minute]:
    return [Minute(**each) for each in row.minutes] if row else []


def _engine(row: RoomState | None, moment: float) -> dict[str, Any]:
    minutes = _minutes(row)
    share = loss(minutes, moment)[1]
    totals = {
        name: sum(getattr(each, name) for each in minutes)
        for name in ("packets", "lost", "late", "foreign")
    }
    nodes = row.nodes if row else []
    return {
        "nodes": [_node(node, number, len(nodes), moment) for number, node in enumerate(nodes, 1)],
        "picture": hour_of_loss(minutes, int(moment // 60)),
        "loss": f"{100 * share:.2f} %",
        "much": share > LOSS[0],
        **totals,
    }


def _node(node: Status | None, number: int, of: int, moment: float) -> dict[str, Any]:
    name = _("Recorder %(number)s") % {"number": number} if of > 1 else _("Recorder")
    if node is None:
        return {"name": name, "alive": False, "since": None, "meters": []}
    alive = is_fresh(node, moment)
    since: float = node["since"] if alive and "since" in node else node["at"]
    return {
        "name": name,
        "alive": alive,
        "since": _local(since),
        "meters": list(_meters(node)) if alive else [],
        "backlog": node.get("backlog", 0),
        "stopping": node.get("stopping", False),
        "deaf": not node.get("port"),
    }


def _meters(node: Status) -> list[Meter]:
    found = []
    if most := node.get("most"):
        words = _("%(calls)s of %(most)s") % {"calls": node["calls"], "most": most}
        found.append(
            meter(_("Calls at once"), words, node["calls"] / most, grave=node["calls"] >= most)
        )
    for number, cpu in enumerate(node.get("workers", ()), 1):
        label = _("Sound process %(number)s") % {"number": number}
        found.append(meter(label, f"{100 * cpu:.0f} %", cpu, grave=cpu > 0.9))
    return found


def _disk(row: RoomState | None) -> dict[str, Any]:
    if row is None:
        return {"places": [], "need": 0}
    need = row.store.get("need", 0)
    places = [(_("Recorder"), node) for node in row.nodes if node and "free" in node]
    floor = max((node.get("floor", 0) for _name, node in places), default=0)
    if "free" in row.store and not (places and row.store.get("same")):
        places.append((_("Store of finished recordings"), row.store))
    return {
        "places": [_place(name, facts, floor, need) for name, facts in places],
        "need": filesizeformat(need) if need else "",
        "floor": filesizeformat(floor) if floor else "",
        "grave": disk(row) is Reading.BAD,
    }


def _place(name: str, facts: dict[str, Any], floor: int, need: int) -> dict[str, Any]:
    free, size = facts["free"], facts.get("size") or facts["free"] or 1
    words = _("%(free)s free of %(size)s") % {
        "free": filesizeformat(free),
        "size": filesizeformat(size),
    }
    hours = max(0, free - floor) // need if need else None
    return {
        "meter": meter(name, words, 1 - free / size, grave=free < 2 * floor),
        "hours": hours if hours is not None and hours < 72 else None,
        "days": hours // 24 if hours is not None and hours < 24 * 366 else None,
    }


def _keys(institution: Institution, row: RoomState | None) -> dict[str, Any]:
    rows = DayKey.objects.filter(institution=institution)
    there = set(
        rows.filter(day__gte=today(), destroyed_on__isnull=True, lost_on__isnull=True).values_list(
            "day", flat=True
        )
    )
    days = [today() + timedelta(days=ahead) for ahead in range(KEYS_AHEAD + 1)]
    store = row.store if row else {}
    return {
        "days": [(day, day in there) for day in days],
        "present": sum(day in there for day in days),
        "all": len(days),
        "lost": rows.filter(lost_on__isnull=False, destroyed_on__isnull=True).count(),
        "waiting": store.get("waiting", 0),
        "oldest": store.get("oldest", 0),
        "rejected": store.get("rejected", 0),
        "unfinished": unfinished(institution.pk),
    }


def _failures(institution: Institution, row: RoomState | None) -> list[dict[str, Any]]:
    """The newest first; of calls the institution's own alone."""
    found = [Incident(**each) for each in (row.failures if row else [])]
    return [
        {"at": _local(each.at), "words": Failure(each.kind).label, "count": each.count}
        for each in reversed(found)
        if each.institution in {None, institution.pk} and each.kind in Failure.values
    ]
