"""Listening sockets and the addresses that people type."""

import errno
import socket

_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class PortBusy(Exception):
    """Another process listens there. `option` is what chooses another port."""

    def __init__(self, port: int, option: str) -> None:
        super().__init__(
            f"포트 {port}은(는) 이미 쓰이고 있습니다. {option} 번호로 다른 포트를 고르십시오. / "
            f"port {port} is in use: choose another one with {option} PORT"
        )


class CannotListen(Exception):
    """The host is not an address of this machine, or the port is not allowed."""


def listen(host: str, port: int, option: str) -> socket.socket:
    """A listening socket that children inherit; port 0 takes a free one.

    Raises:
        PortBusy, CannotListen: with a sentence for the operator.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortBusy(port, option) from None
        raise CannotListen(f"{host}:{port}: {error.strerror}") from None
    listener.set_inheritable(True)
    return listener


def shown_host(host: str) -> str:
    """What to print for a listening address: for "everywhere" the address that the network sees."""
    if host not in _EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(
                ("192.0.2.1", 9)
            )  # TEST-NET-1 (RFC 5737); a datagram socket sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def is_loopback(host: str) -> bool:
    return host in _LOOPBACK


def web_address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def allowed_hosts(*hosts: str) -> str:
    """The value of `HAECHI_HOSTS` for an installation that did not set it."""
    named = [f"[{host}]" if ":" in host else host for host in hosts if host not in _EVERYWHERE]
    return ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", *named]))
