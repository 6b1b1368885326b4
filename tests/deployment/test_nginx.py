"""The shipped nginx configuration, running: what it writes, what it passes on (HL-5, ALL-2)."""

import socket
import ssl

import httpx
import pytest
from tests.deployment.conftest import OFFICER_ADDRESS, REPORTER_ADDRESS, System
from tests.deployment.web import DEPLOY

from haechi.cli.findings.network import check_nginx
from haechi.cli.journey import Journey

pytestmark = pytest.mark.process

AGENT = "haechi-check-reporter"
PLANTED = (REPORTER_ADDRESS, AGENT, "203.0.113.9", "planted-referrer", "ko-x-planted")


def client(system: System, zone: str, source: str) -> httpx.Client:
    origin = system.reporter if zone == "reporter" else system.staff
    return httpx.Client(
        base_url=origin,
        transport=httpx.HTTPTransport(verify=system.nginx.trust(zone), local_address=source),
        headers={"User-Agent": AGENT},
        timeout=30,
    )


def provoke(system: System) -> None:
    """What makes nginx write an error line: broken requests, handshakes, bodies, addresses."""
    port = system.https_port
    with client(system, "reporter", REPORTER_ADDRESS) as web:
        assert web.get("/nowhere/", headers={"X-Long": "x" * 30_000}).status_code == 400
        web.get("/" + "a" * 4000)
        assert web.get("/health").status_code == 404
    with (
        socket.create_connection(("127.0.0.1", port), 5, (REPORTER_ADDRESS, 0)) as plain,
        system.nginx.trust("reporter").wrap_socket(plain, server_hostname="127.0.0.1") as web,
    ):
        web.sendall(
            b"POST /check/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3221225472\r\n\r\n"
        )
        assert b" 413 " in web.recv(100)
    for raw in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01garbage", b""):
        with socket.create_connection(("127.0.0.1", port), 5, (REPORTER_ADDRESS, 0)) as plain:
            plain.sendall(raw)
    with (
        socket.create_connection(("127.0.0.1", port), 5, (REPORTER_ADDRESS, 0)) as plain,
        pytest.raises(ssl.SSLError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="another.example.kr")
    with socket.create_connection(
        ("127.0.0.1", system.nginx.plain_port), 5, (REPORTER_ADDRESS, 0)
    ) as p:
        p.sendall(f"GET /{'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        p.recv(100)


def test_nothing_about_a_reporter_is_written_by_nginx(system: System, travelled: Journey) -> None:
    """After a whole journey, and after everything that makes nginx complain."""
    provoke(system)
    written = system.nginx.written()
    assert any(path.name == "haechi-staff.log" for path in written)
    for path, content in written.items():
        for planted in PLANTED:
            assert planted.encode() not in content, f"{path.name} holds {planted}"


def test_nothing_about_a_reporter_lies_anywhere_in_the_installation(
    system: System, travelled: Journey
) -> None:
    """Data folder, the supervisor's log, and PostgreSQL's files with their write-ahead log."""
    words = [word.encode() for word in (*PLANTED, travelled._text, travelled._reply)]
    folders = (system.data, system.server.folder)
    files = [system.log, *(p for folder in folders for p in folder.rglob("*") if p.is_file())]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        for word in words:
            assert word not in content, f"{path.name} holds {word.decode()}"


def test_the_officers_address_is_in_the_log_and_in_the_trail_and_cannot_be_forged(
    system: System, travelled: Journey
) -> None:
    log = (system.nginx.folder / "logs/haechi-staff.log").read_text()
    assert OFFICER_ADDRESS in log
    assert "haechi-check-officer" not in log
    places = system.server.sql(
        "SELECT DISTINCT place FROM audit_auditentry WHERE action = 'report_opened' OR place LIKE '127%'",
        database="haechi",
    ).split()
    assert OFFICER_ADDRESS in places
    assert "203.0.113.9" not in places


def test_no_upload_and_no_answer_passes_through_a_temporary_file(system: System) -> None:
    """A large body is on its way and nginx holds no file of it."""
    with client(system, "reporter", "127.0.0.1") as web:
        seen: set[str] = set()

        def body():
            for _ in range(48):
                yield b"planted-body" * 100_000
                seen.update(system.nginx.temporary_files())

        web.post("/check/", content=body(), headers={"Content-Type": "application/octet-stream"})
    assert seen == set()


@pytest.mark.parametrize("zone", ["reporter", "staff"])
def test_answers_are_strict_uncompressed_and_nameless(system: System, zone: str) -> None:
    with client(system, zone, "127.0.0.1") as web:
        answer = web.get("/", headers={"Accept-Encoding": "gzip, br"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Server"] == "nginx"
    assert "ETag" not in answer.headers


def test_old_protocols_and_tickets_are_refused(system: System) -> None:
    context = system.nginx.trust("reporter")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", system.https_port), 5) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        assert secure.version() == "TLSv1.2"
        assert not (secure.session and secure.session.has_ticket)


def test_plain_http_leads_to_https_and_writes_nothing(system: System) -> None:
    answer = httpx.get(f"http://127.0.0.1:{system.nginx.plain_port}/hanbit/", trust_env=False)
    assert (answer.status_code, answer.headers["Location"]) == (
        301, "https://report.example.kr/hanbit/",
    )  # fmt: skip


def test_doctor_finds_nothing_in_the_shipped_files_and_a_log_that_was_switched_on() -> None:
    path = DEPLOY / "nginx" / "reporter.conf"
    text = path.read_text()
    assert list(check_nginx({path: text}, 8600)) == []
    spoilt = text.replace("access_log off;", "access_log /var/log/nginx/access.log;")
    assert "proxy-access-log" in {found.check for found in check_nginx({path: spoilt}, 8600)}
