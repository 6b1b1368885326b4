"""`/health`: able or not, nothing else; a database that is gone is told as 503 and comes back."""

import asyncio
import time
from typing import Any

import pytest
from django.db import OperationalError

from haechi.sites.common import health
from haechi.sites.common.asgi import Application
from haechi.sites.common.health import with_health

pytestmark = pytest.mark.django_db(transaction=True)


async def _behind(scope: Any, receive: Any, send: Any) -> None:
    await health.answer(send, 404, b"behind")


def ask(
    application: Application, path: str, headers: list[tuple[bytes, bytes]] | None = None
) -> Any:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "path": path, "method": "GET", "headers": headers or []}

    async def asked() -> None:
        await application(scope, receive, send)

    asyncio.run(asked())
    return sent[0]["status"], sent[1]["body"], dict(sent[0]["headers"])


@pytest.fixture(autouse=True)
def spool(settings) -> None:
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def test_an_able_process_says_so_and_nothing_else() -> None:
    status, body, headers = ask(with_health(_behind), "/health")
    assert (status, body) == (200, b"ok\n")
    assert b"set-cookie" not in headers


def test_every_other_path_goes_on() -> None:
    for path in ("/", "/health/", "/healthy", "/en/health"):
        assert ask(with_health(_behind), path)[:2] == (404, b"behind")


def test_a_database_that_does_not_answer_is_told_and_its_return_too(monkeypatch) -> None:
    monkeypatch.setattr(health, "_KEPT_SECONDS", 0.0)

    def gone() -> None:
        raise OperationalError("host and password")

    application = with_health(_behind)
    with monkeypatch.context() as broken:
        broken.setattr(health, "connection", type("C", (), {"cursor": staticmethod(gone)}))
        assert ask(application, "/health")[:2] == (503, b"unable\n")
    assert ask(application, "/health")[0] == 200


def test_a_database_that_hangs_is_not_waited_for(monkeypatch) -> None:
    monkeypatch.setattr(health, "_PATIENCE", 0.1)

    def slow() -> bool:
        time.sleep(0.5)
        return True

    monkeypatch.setattr(health, "look", slow)
    assert ask(with_health(_behind), "/health")[0] == 503


def test_a_spool_that_is_gone_is_told(settings, tmp_path) -> None:
    settings.SPOOL_DIR = tmp_path / "gone"
    assert ask(with_health(_behind), "/health")[0] == 503


def test_many_who_ask_cost_one_look(monkeypatch) -> None:
    looks: list[int] = []

    def look() -> bool:
        looks.append(1)
        return True

    monkeypatch.setattr(health, "look", look)
    application = with_health(_behind)
    for _ in range(20):
        assert ask(application, "/health")[0] == 200
    assert len(looks) == 1
