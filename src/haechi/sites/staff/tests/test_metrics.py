"""Figures for Prometheus: behind a token, by no label of a reporter's, no finer than the day (HL-5)."""

import asyncio
import os
import re
import time
from typing import Any

import pytest
from time_machine import travel

from haechi.sites.common.health import answer
from haechi.sites.staff.metrics import HEARTBEAT, metrics_text, with_metrics
from haechi.testing import file_report, make_institution

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = {"channel", "status"}


async def _behind(scope: Any, receive: Any, send: Any) -> None:
    await answer(send, 404, b"behind")


def ask(token: str | None) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"authorization", f"Bearer {token}".encode())] if token is not None else []
    scope = {"type": "http", "path": "/metrics", "headers": headers}

    async def asked() -> None:
        await with_metrics(_behind)(scope, receive, send)

    asyncio.run(asked())
    return sent[0]["status"], sent[1]["body"]


def values(text: str) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    }


def test_without_a_token_set_there_is_no_such_page(settings) -> None:
    settings.METRICS_TOKEN = ""
    assert ask("") == (404, b"behind")
    assert ask(None) == (404, b"behind")


@pytest.mark.parametrize("given", [None, "", "wrong", "rightmost"])
def test_another_token_gets_nothing(settings, given: str | None) -> None:
    settings.METRICS_TOKEN = "right"
    assert ask(given) == (401, b"")


def test_the_token_opens_the_figures(settings) -> None:
    settings.METRICS_TOKEN = "right"
    status, body = ask("right")
    assert status == 200
    assert b"haechi_trail_rows" in body


def test_nothing_moves_when_a_reporter_files_and_the_day_after_shows_the_day() -> None:
    with travel("2026-03-02 10:00:00+09:00", tick=False):
        staffed = make_institution()
        before = metrics_text()
        file_report(staffed)
        file_report(staffed)
        assert metrics_text() == before
    with travel("2026-03-03 00:00:01+09:00", tick=False):
        after = values(metrics_text())
    assert values(before)["haechi_reports_until_yesterday"] == 0
    assert after["haechi_reports_until_yesterday"] == 2


def test_no_label_names_an_institution_a_category_or_a_person() -> None:
    file_report(make_institution())
    text = metrics_text()
    assert set(re.findall(r'[{,](\w+)="', text)) <= LABELS
    assert "hanbit" not in text
    assert "한빛" not in text


def test_the_format_is_prometheus_text() -> None:
    for line in metrics_text().splitlines():
        assert re.fullmatch(
            r"# (HELP|TYPE) haechi_\w+ .+|haechi_\w+(\{[^}]*\})? -?[\d.e+]+", line
        ), line


def test_the_workers_sign_of_life_ages(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    assert values(metrics_text())["haechi_worker_heartbeat_age_seconds"] == -1
    (tmp_path / HEARTBEAT).touch()
    os.utime(tmp_path / HEARTBEAT, (time.time() - 100, time.time() - 100))
    assert 95 < values(metrics_text())["haechi_worker_heartbeat_age_seconds"] < 200
