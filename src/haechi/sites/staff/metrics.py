"""`/metrics` for Prometheus, behind a token: how the installation does, and nothing about any reporter.

What moves when a reporter acts is given as of the end of yesterday: who scrapes every few seconds would
otherwise hold the second of every report, and beside a firewall's log that is a name. For the same reason
there is no size of the database, no number of blobs and no length of the outbox, only whether it fails.
"""

import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, Q

from haechi.audit.models import AuditHead
from haechi.common.clock import now, today
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.recordings.models import RecorderAlarm, RoomState
from haechi.reports.models import Report
from haechi.sites.common.asgi import Application, Receive, Scope, Send
from haechi.sites.common.health import answer
from haechi.sites.common.pool import in_thread

PATH = "/metrics"
HEARTBEAT = "worker-heartbeat"
_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_FAILS_AFTER = 3  # attempts


@dataclass(frozen=True)
class Figure:
    """One metric; `rows` are label text (empty for none) and value."""

    name: str
    kind: str
    help: str
    rows: list[tuple[str, float]]

    def lines(self) -> Iterator[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in self.rows:
            yield f"{self.name}{labels} {value:g}"


def with_metrics(application: Application) -> Application:
    """Serve `PATH` to whoever holds HAECHI_METRICS_TOKEN; without one set there is no such page."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or not settings.METRICS_TOKEN:
            await application(scope, receive, send)
        elif not _has_token(scope):
            await answer(send, 401, b"")
        else:
            await answer(send, 200, (await in_thread(metrics_text)).encode(), _TYPE)

    return serve


def _has_token(scope: Scope) -> bool:
    given = dict(scope["headers"]).get(b"authorization", b"")
    return hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())


def metrics_text() -> str:
    """The Prometheus text format."""
    return "".join(f"{line}\n" for figure in figures() for line in figure.lines())


def figures() -> Iterator[Figure]:
    yield from _of_reporters()
    yield from _of_the_installation()


def _of_reporters() -> Iterator[Figure]:
    """As of the end of yesterday."""
    yield Figure(
        "haechi_reports_until_yesterday", "gauge", "Reports kept that came before today.",
        [("", Report.objects.filter(received_on__lt=today()).count())],
    )  # fmt: skip
    ended = (
        Delivery.objects.filter(ended_on__lt=today())
        .values_list("channel", "status")
        .annotate(count=Count("pk"))
        .order_by("channel", "status")
    )
    yield Figure(
        "haechi_deliveries_until_yesterday", "gauge", "Notices that ended before today.",
        [(f'{{channel="{channel}",status="{status}"}}', count) for channel, status, count in ended],
    )  # fmt: skip


def _of_the_installation() -> Iterator[Figure]:
    failing = Delivery.objects.filter(status=DeliveryStatus.WAITING, attempts__gte=_FAILS_AFTER)
    yield _gauge(
        "haechi_deliveries_failing", "1 while notices fail again and again.", failing.exists()
    )
    active = Q(status=InstitutionStatus.ACTIVE)
    yield _gauge(
        "haechi_institutions", "Active institutions.", Institution.objects.filter(active).count()
    )
    sessions = Session.objects.filter(expire_date__gt=now()).count()
    yield _gauge("haechi_officer_sessions", "Sessions of officers that have not expired.", sessions)
    rows = AuditHead.objects.values_list("sequence", flat=True).first() or 0
    yield _gauge("haechi_trail_rows", "Rows of the trail.", rows)
    yield _gauge("haechi_worker_heartbeat_age_seconds", "-1 where there is none.", heartbeat_age())
    yield from _of_the_recorder()


def _of_the_recorder() -> Iterator[Figure]:
    """Of the silent one, where there are several."""
    state = RoomState.objects.filter(pk=1).first()
    told = [node["at"] if node else 0.0 for node in state.nodes] if state else []
    age = max(0.0, time.time() - min(told)) if told else -1.0
    yield _gauge("haechi_recorder_age_seconds", "Since it told how it does; -1 without one.", age)
    alarms = RecorderAlarm.objects.filter(raised_at__isnull=False, ended_at__isnull=True).count()
    yield _gauge("haechi_recorder_alarms", "Troubles of recording that have not ended.", alarms)


def _gauge(name: str, text: str, value: float) -> Figure:
    return Figure(name, "gauge", text, [("", float(value))])


def heartbeat_age() -> float:
    """Seconds since the worker's last sign of life; -1 where its file is not to be seen from here."""
    try:
        return max(0.0, time.time() - (Path(settings.DATA_DIR) / HEARTBEAT).stat().st_mtime)
    except OSError:
        return -1.0
