"""`haechi site reporter|staff`: one site in this process."""

import argparse
import os
import socket
import sys
from importlib import import_module

import uvicorn

from haechi.cli.addresses import CannotListen, PortBusy, listen
from haechi.cli.lifetime import begin_supervised
from haechi.cli.options import REPORTER_PORT, STAFF_PORT
from haechi.common.environment import Environment

_PORTS = {
    "reporter": ("HAECHI_REPORTER_PORT", REPORTER_PORT),
    "staff": ("HAECHI_STAFF_PORT", STAFF_PORT),
}
_GRACE = 6  # seconds for requests under way


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("zone", choices=sorted(_PORTS))
    parser.add_argument("--fd", type=int, help="이미 열린 소켓 / inherited listening socket")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM; exit code 0 then."""
    begin_supervised(arguments.parent)
    zone: str = arguments.zone
    os.environ["DJANGO_SETTINGS_MODULE"] = f"haechi.config.settings.{zone}"
    import_module("django").setup(set_prefix=False)
    newest = import_module("haechi.cli.newest")
    # The reporter's zone knows no trail, by whose anchor the others look more closely.
    if (newest if zone == "reporter" else import_module("haechi.cli.older")).refuses():
        return 1
    newest.keep_looking()
    try:
        listener = _listener(zone, arguments.fd)
    except (PortBusy, CannotListen) as error:
        print(error, file=sys.stderr)
        return 1
    server = _Server(_config(zone))
    server.run(sockets=[listener])
    return 0 if server.started else 1


class _Server(uvicorn.Server):
    """Open event streams end as soon as the process is told to stop; each would hold it for the grace."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        import_module("haechi.live.services").bus().end_streams()
        await super().shutdown(sockets)


def _listener(zone: str, descriptor: int | None) -> socket.socket:
    if descriptor is not None:
        return socket.socket(fileno=descriptor)
    env = Environment()
    name, default = _PORTS[zone]
    return listen(env.text("HAECHI_HOST", "127.0.0.1"), env.number(name, default), name)


def _config(zone: str) -> uvicorn.Config:
    """No access log: the reporter site must keep none, the staff site has the trail.

    Forwarded addresses are believed only on the staff site and only from the proxies that the operator
    names; the reporter site must not learn any address (HL-5, ALL-2).
    """
    proxies = Environment().words("HAECHI_STAFF_PROXIES") if zone == "staff" else []
    return uvicorn.Config(
        f"haechi.sites.{zone}.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=_GRACE,
    )
