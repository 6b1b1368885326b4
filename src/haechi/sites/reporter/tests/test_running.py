"""The whole site as it runs: real server, real bodies, real streams (HL-1, HL-5)."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from haechi.sites.reporter.tests.running import RunningSite, running_site
from haechi.sites.reporter.tests.samples import photo
from haechi.sites.reporter.tests.site import credentials, hidden
from haechi.talks.tests.people import CODE

pytestmark = pytest.mark.process
AGENT = "PlantedBrowser/7.3 (planted device)"
ADDRESS = "203.0.113.77"
TEXT = "심어 둔 글자 하나, 계약 담당자가 상품권을 받았습니다."

ANSWER = """
import sys, uuid, django; django.setup()
from haechi.conversations.services import post_from_officer
from haechi.crypto.credentials import read_password, read_report_key
from haechi.crypto.secrets_store import load_reporter_secrets
from haechi.custody.models import Officer
from haechi.reports.access import open_report
from haechi.reports.models import Report
from haechi.reports.peppers import find_report
from haechi.reports.types import ReporterSession
from django.conf import settings
key, password = read_report_key(sys.argv[1]), read_password(sys.argv[2])
settings.PEPPER_PROOF = load_reporter_secrets(settings.SECRETS_DIR).pepper_proof
found = find_report(key, password)
report = Report.objects.get(pk=found.report_id)
opened = open_report(ReporterSession(str(report.pk), found.credential.pair, key))
post_from_officer(opened=opened, officer=Officer.objects.all()[0], text=sys.argv[3], uid=uuid.uuid4())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("haechi")
    folder.chmod(0o700)
    with running_site(folder) as running:
        yield running


@pytest.fixture
def browser(site: RunningSite) -> Iterator[httpx.Client]:
    planted = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Referer": f"http://{ADDRESS}/x"}
    with httpx.Client(base_url=site.url, headers=planted, timeout=60) as client:
        yield client


def fields(browser: httpx.Client, **changes: str) -> dict[str, Any]:
    page = browser.get("/hanbit/").text
    return {
        "draft": hidden(page, "draft"),
        "files_seen": "0",
        "category": "corruption",
        "text": TEXT,
        "to": "submit",
        "kind": "drawn",
        **changes,
    }


def signed_in(browser: httpx.Client) -> tuple[str, str]:
    key, password = credentials(browser.post("/hanbit/", data=fields(browser)).text)
    answer = browser.post("/check/", data={"key": key, "password": password})
    assert answer.headers["Location"] == "/thread/"
    return key, password


def test_form_with_file_to_receipt_to_thread(browser: httpx.Client) -> None:
    sent = {"files": ("현장.jpg", photo(), "image/jpeg")}
    page = browser.post("/hanbit/", data=fields(browser), files=sent)
    assert not page.cookies
    key, password = credentials(page.text)
    browser.post("/check/", data={"key": key, "password": password})
    thread = browser.get("/thread/").text
    assert TEXT in thread
    assert "현장.jpg" in thread


def test_every_page_forbids_storing_framing_and_foreign_content(browser: httpx.Client) -> None:
    for path in ("/", "/hanbit/", "/check/", "/advice/", "/nowhere/", "/en/privacy/"):
        headers = browser.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "ETag" not in headers
        assert "Set-Cookie" not in headers


def test_an_upload_over_the_limit_is_answered_and_the_text_can_still_be_sent(
    browser: httpx.Client,
) -> None:
    form = fields(browser)
    headers = {"X-Draft": form["draft"], "X-File-Name": "a.txt"}
    answer = browser.post("/hanbit/files/", content=b"a" * 17_000_000, headers=headers)
    assert answer.status_code == 413
    assert "받지 않았습니다" in answer.json()["error"]
    credentials(browser.post("/hanbit/", data=form).text)


FILM = 2 * 1024**3
SET_TALK = """
import django; django.setup()
from haechi.institutions.models import Institution
from haechi.talks.tests.people import offer_talk
offer_talk(Institution.objects.get())
"""


@pytest.fixture
def chat(site: RunningSite, browser: httpx.Client) -> dict[str, str]:
    """A chat is open: the fields of its form."""
    site.python(SET_TALK)
    browser.post("/hanbit/talk/", data={"code": CODE, "subject": "other", "to": "open"})
    page, names = browser.get("/thread/").text, ("form_token", "draft", "uid")
    return {name: hidden(page, name) for name in names} | {"text": "영상이 큽니다", "to": "send"}


def begin_post(browser: httpx.Client, path: str, headers: dict[str, str]) -> HTTPConnection:
    """A request whose body is still to come."""
    line = HTTPConnection(str(browser.base_url.host), browser.base_url.port, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    line.putrequest("POST", path)
    for name, value in (headers | {"Cookie": cookie}).items():
        line.putheader(name, value)
    line.endheaders()
    return line


def most_memory(site: RunningSite) -> int:
    """The most that the site's process ever held, bytes."""
    status = Path(f"/proc/{site.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def test_a_film_of_2_gib_is_refused_by_script_and_by_form_and_the_chat_goes_on(
    site: RunningSite, browser: httpx.Client, chat: dict[str, str]
) -> None:
    """By script it says how long it is, and is answered before any of it has come; one that does not say so
    is cut at the limit. Without a script all of it is sent, the page comes back with the text and says
    what was too large. Nothing of it is held in memory or stays on the disk (TK-1)."""
    before, held = stored_files(site), most_memory(site)
    sent = {"X-Draft": chat["draft"], "X-File-Name": "film.mp4", "Content-Type": "video/mp4"}
    line = begin_post(browser, "/thread/files/", sent | {"Content-Length": str(FILM)})
    answer = line.getresponse()  # not a byte of it was sent
    assert answer.status == 413
    assert "받지 않았습니다" in json.loads(answer.read())["error"]
    line.close()
    cut = browser.post("/thread/files/", content=iter([bytes(1 << 20)] * 40), headers=sent)
    assert "content-length" not in cut.request.headers
    assert cut.status_code == 413
    page = send_film_by_form(browser, chat)
    assert "너무 커서" in page
    assert chat["text"] in page
    assert most_memory(site) < held + 256 * 1024**2
    assert stored_files(site) == before
    assert browser.post("/thread/say", data=chat).status_code == 200
    assert chat["text"] in browser.get("/thread/").text


def send_film_by_form(browser: httpx.Client, fields: dict[str, str]) -> str:
    head = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += '--cut\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    first, last, piece = head.encode(), b"\r\n--cut--\r\n", bytes(1 << 20)
    length = len(first) + FILM + len(last)
    kind = {"Content-Type": "multipart/form-data; boundary=cut", "Content-Length": str(length)}
    line = begin_post(browser, "/thread/message", kind)
    for part in (first, *[piece] * (FILM // len(piece)), last):
        line.send(part)
    answer = line.getresponse()
    assert answer.status == 422
    return answer.read().decode()


def test_an_upload_that_is_cut_leaves_nothing_and_loses_nothing(
    site: RunningSite, browser: httpx.Client
) -> None:
    form = fields(browser)
    before = stored_files(site)
    head = (
        f"POST /hanbit/files/ HTTP/1.1\r\nHost: {urlsplit(site.url).netloc}\r\n"
        f"X-Draft: {form['draft']}\r\nContent-Length: 4000000\r\n\r\n"
    )
    address = urlsplit(site.url)
    with socket.create_connection((address.hostname, address.port)) as cut:
        cut.sendall(head.encode() + b"a" * 1_000_000)
    time.sleep(0.5)
    assert stored_files(site) == before
    credentials(browser.post("/hanbit/", data=form).text)


def stored_files(site: RunningSite) -> list[Path]:
    return sorted(
        path
        for name in ("blobs", "spool")
        for path in (site.folder / name).rglob("*")
        if path.is_file()
    )


def read_events(browser: httpx.Client, until: str, headers: dict[str, str]) -> tuple[str, float]:
    """Read the stream until `until` stands in it; return what came and when."""
    got = ""
    with browser.stream("GET", "/thread/events", headers=headers) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert "Set-Cookie" not in stream.headers
        for part in stream.iter_text():
            got += part
            if until in got:
                break
    return got, time.monotonic()


def test_a_message_appears_in_the_open_thread_and_not_again_after_a_reconnect(
    site: RunningSite, browser: httpx.Client
) -> None:
    key, password = signed_in(browser)
    answering = threading.Thread(
        target=site.python, args=(ANSWER, key, password, "담당자의 물음입니다")
    )
    answering.start()
    got, _seen = read_events(browser, "담당자의 물음입니다", {})
    answering.join()
    assert got.count("event: message") == 1
    last = got.rsplit("\nid: ", 1)[1].split("\n")[0] if "\nid: " in got else ""
    again, _seen = read_events(browser, "event: state", {"Last-Event-ID": last})
    assert "담당자의 물음입니다" not in again


def test_without_a_session_the_stream_ends_for_good(site: RunningSite) -> None:
    assert httpx.get(f"{site.url}/thread/events").status_code == 204


def test_files_go_by_script_into_a_message(browser: httpx.Client) -> None:
    signed_in(browser)
    page = browser.get("/thread/").text
    headers = {"X-Draft": hidden(page, "draft"), "X-File-Name": "b.jpg"}
    answer = json.loads(browser.post("/thread/files/", content=photo(), headers=headers).text)
    assert [file["name"] for file in answer["files"]] == ["b.jpg"]
    names = ("form_token", "draft", "uid")
    message = {name: hidden(page, name) for name in names} | {"text": "", "to": "send"}
    assert browser.post("/thread/message", data=message).status_code == 302
    thread = browser.get("/thread/").text
    link = thread.split('class="file__name" href="')[1].split('"')[0]
    assert browser.get(link).content.startswith(b"\xff\xd8")


def test_nothing_of_the_visitor_and_no_plain_text_is_on_the_disk(
    site: RunningSite, browser: httpx.Client
) -> None:
    """HL-5: planted values searched for in every file of the data folder, the log included."""
    key, _password = signed_in(browser)
    browser.get("/nowhere/" + key)
    everything = b"".join(path.read_bytes() for path in site.folder.rglob("*") if path.is_file())
    for planted in (AGENT, ADDRESS, TEXT, key):
        assert planted.encode() not in everything, planted
