"""P-06: an officer who is removed can do nothing more from that moment, though signed in."""

import threading
import time

import httpx
import pytest
from tests.promises.world import OFFICER_ADDRESS, World

from haechi.cli.browser import Page
from haechi.common.totp import totp_code

pytestmark = pytest.mark.process

LEAVING = "doyun"


class Stream(threading.Thread):
    """An open page's event stream, until it ends."""

    def __init__(self, world: World, cookies: httpx.Cookies) -> None:
        super().__init__(daemon=True)
        self.ended_after, self.seen = 0.0, b""
        self._world, self._cookies = world, cookies
        self.open = threading.Event()

    def run(self) -> None:
        transport = httpx.HTTPTransport(local_address=OFFICER_ADDRESS)
        with (
            httpx.Client(transport=transport, cookies=self._cookies, timeout=60) as client,
            client.stream("GET", f"{self._world.at.staff}/events") as answer,
        ):
            for chunk in answer.iter_raw():
                self.seen += chunk
                self.open.set()
        self.ended_after = time.monotonic()


@pytest.fixture(scope="module")
def removal(world: World) -> tuple[Page, Stream, float]:
    """She signs in, keeps her inbox open, and is removed at the console."""
    browser, inbox = world.officer(LEAVING)
    stream = Stream(world, browser._client.cookies)
    stream.start()
    assert stream.open.wait(10)
    done = world.at.command("officer", "remove", LEAVING)
    assert done.returncode == 0, done.stderr
    return inbox, stream, time.monotonic()


def test_the_next_request_of_the_open_session_meets_the_sign_in_page(world, removal):
    inbox, *_ = removal
    browser = world.officers[LEAVING]
    for address in (
        "/",
        world.report_address,
        "/search/",
        "/trail/",
        world.chat_address,
        *reports(inbox)[:3],
    ):
        page = browser.open(address)
        assert page.form_with("login", "password") is not None
        assert world.planted.text not in page.text
        assert world.planted.said not in page.text


def reports(page: Page) -> list[str]:
    return [url for url, _ in page.links() if "/reports/" in url]


def test_the_open_event_stream_ends(removal):
    _, stream, removed = removal
    stream.join(25)
    assert not stream.is_alive()
    assert stream.ended_after - removed < 25
    assert b"ended" in stream.seen


def test_signing_in_again_is_refused_with_the_right_password_and_code(world, removal):
    who, browser = world.sign_in_of(LEAVING), world.at_staff_site()
    page = browser.open("/")
    form = page.form_with("login", "password")
    values = dict(form.form_values()) | {"login": who.user, "password": who.password}
    headers = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin"}
    answer = browser.raw("POST", form.action or "/account/sign-in/", data=values, headers=headers)
    assert "password" in answer.text
    assert browser.raw("GET", "/").url.path.startswith("/account/sign-in")
    assert totp_code(who.secret, time.time()) not in answer.text


def test_no_key_seat_duty_or_second_factor_of_hers_is_left(world, removal):
    ((account, officer),) = world.rows(
        "SELECT id, officer_id FROM staff_account WHERE username = ?", LEAVING
    )
    for table, column, value in (
        ("staff_officersecret", "account_id", account),
        ("custody_deskseat", "officer_id", officer),
        ("custody_duty", "officer_id", officer),
    ):
        assert world.rows(f"SELECT 1 FROM {table} WHERE {column} = ?", value) == []  # noqa: S608


def test_what_is_sealed_from_now_on_is_sealed_to_a_new_key_of_the_desk(world, removal):
    epochs = world.rows(
        "SELECT number, is_current FROM custody_deskepoch e JOIN custody_desk d ON d.id = e.desk_id"
        " JOIN institutions_institution i ON i.id = d.institution_id"
        " WHERE i.slug = 'hanbit' AND d.function = 'intake' ORDER BY number"
    )
    assert epochs == [(1, 0), (2, 1)]


def test_the_removal_is_in_the_trail(world, removal):
    assert world.rows("SELECT 1 FROM audit_auditentry WHERE action = 'officer.removed'")
