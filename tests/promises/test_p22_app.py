"""P-22: as an app the site keeps its page for no connection and nothing else, and tells the server no more."""

import json
import re

import pytest
from tests.promises.world import World

pytestmark = pytest.mark.process
SCRIPT = "/service-worker.js"
# Ways in which a worker would speak, wake or remember by itself.
TALKS = re.compile(
    r"\b(push|sync|periodicsync|PushManager|indexedDB|BroadcastChannel|sendBeacon|setInterval|setTimeout"
    r"|notification|backgroundFetch|clients\.matchAll|postMessage|importScripts)\b",
    re.I,
)


def script_of(world: World) -> str:
    return str(world.reporter().open(SCRIPT).body.decode())


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/", "", script, flags=re.S)


def test_the_worker_keeps_static_files_and_one_page(world: World):
    script = script_of(world)
    files = json.loads(re.search(r"const FILES = (\[.*?\]);", script)[1])
    assert [file for file in files if not file.startswith("/static/")] == ["/offline/"]
    code = without_comments(script)
    assert code.count("addAll(") == 1, "what is kept is in one place"
    assert ".put(" not in code
    assert ".add(" not in code
    assert 'credentials: "omit"' in code


def test_the_kept_page_is_of_no_institution_and_no_reporter(world: World):
    page = world.reporter().open("/offline/").body.decode()
    assert "No connection" in page
    assert not re.search("한빛|hanbit|<form|<input", page, re.I)


def test_the_worker_says_nothing_by_itself(world: World):
    assert TALKS.findall(without_comments(script_of(world))) == []
    assert TALKS.findall("self.addEventListener('push', x)") == ["push"], "the control"


def test_the_app_starts_at_everybodys_address(world: World):
    answer = world.reporter().raw("GET", "/hanbit/app.webmanifest")
    assert "set-cookie" not in answer.headers
    manifest = json.loads(answer.content)
    assert manifest["start_url"] == "/hanbit/"
    assert manifest["name"] == manifest["short_name"] == "한빛구청", "a name that tells nothing"
    assert "gcm_sender_id" not in manifest
    assert all(icon["src"].startswith("/static/") for icon in manifest["icons"])


def test_only_the_installed_app_registers_a_worker(world: World):
    reporter = world.reporter()
    page = reporter.open("/hanbit/").body.decode()
    found = re.findall(r'src="(/static/haechi_reporter/js/app\.[0-9a-f]+\.js)"', page)
    assert len(found) == 1, page[:2000]
    address = found[0]
    script = reporter.raw("GET", address).content.decode()
    assert script.count(".register(") == 1
    assert re.search(r"installed\s*\?\s*navigator\.serviceWorker\.register", script)
    assert "display-mode: standalone" in script
