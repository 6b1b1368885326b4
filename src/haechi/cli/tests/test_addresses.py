"""Listening, and what is printed about it."""

import pytest

from haechi.cli.addresses import (
    CannotListen,
    PortBusy,
    allowed_hosts,
    is_loopback,
    listen,
    shown_host,
    web_address,
)
from haechi.cli.options import run_parser, serve_options


def test_a_free_port_is_taken_and_a_busy_one_named() -> None:
    with listen("127.0.0.1", 0, "--staff-port") as first:
        port = first.getsockname()[1]
        assert first.get_inheritable()
        with pytest.raises(PortBusy, match=rf"{port}.*--staff-port"):
            listen("127.0.0.1", port, "--staff-port")


def test_an_address_of_another_machine_is_refused_with_its_name() -> None:
    with pytest.raises(CannotListen, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 0, "--staff-port")


def test_everywhere_is_shown_as_an_address_that_can_be_typed() -> None:
    shown = shown_host("0.0.0.0")  # noqa: S104
    assert shown.count(".") == 3
    assert shown != "0.0.0.0"  # noqa: S104
    assert shown_host("10.1.2.3") == "10.1.2.3"


def test_hosts_are_loopback_and_what_is_listened_on_and_never_everything() -> None:
    hosts = allowed_hosts("0.0.0.0", "10.1.2.3").split(",")  # noqa: S104
    assert hosts == ["localhost", "127.0.0.1", "[::1]", "10.1.2.3"]
    assert "[fe80::2]" in allowed_hosts("fe80::2")
    assert web_address("fe80::2", 80) == "http://[fe80::2]:80"
    assert is_loopback("127.0.0.1")
    assert not is_loopback("10.1.2.3")


def test_an_option_wins_over_its_variable_and_that_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HAECHI_REPORTER_PORT", "9000")
    monkeypatch.setenv("HAECHI_STAFF_PORT", "9001")
    options = serve_options(run_parser().parse_args(["--staff-port", "7001", "--no-demo"]))
    assert (options.reporter_port, options.staff_port, options.demo) == (9000, 7001, False)
    assert options.host == "127.0.0.1"
    monkeypatch.setenv("HAECHI_REPORTER_PORT", "many")
    with pytest.raises(ValueError, match="HAECHI_REPORTER_PORT"):
        serve_options(run_parser().parse_args([]))
