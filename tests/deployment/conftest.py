"""An installation as an operator runs it on several processes, for the tests of this folder.

nginx with the shipped configuration, two processes of each site, PostgreSQL with a role for each zone, Redis.
"""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from tests.deployment.web import NGINX, Nginx, Site, wait_for
from tools.postgres_cluster import Cluster, cluster, is_installed

from haechi.cli.browser import Browser
from haechi.cli.grants import REPORTER, ROLES, STAFF, WORKER
from haechi.cli.installation import Installation, free_port
from haechi.cli.journey import Journey

REPORTER_ADDRESS, OFFICER_ADDRESS = "127.0.0.77", "127.0.0.88"  # searched for; both loopback


@dataclass
class Redis:
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"], stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.port)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@dataclass
class System(Installation):
    """`haechi serve` and one more process of each site, behind nginx; addresses are those of nginx."""

    server: Cluster = field(kw_only=True)
    redis: Redis = field(default_factory=Redis)
    https_port: int = field(default_factory=free_port)
    nginx: Nginx = field(init=False)
    extra: list[Site] = field(default_factory=list)

    @property
    def reporter(self) -> str:
        return f"https://127.0.0.1:{self.https_port}"

    @property
    def staff(self) -> str:
        return f"https://localhost:{self.https_port}"

    @property
    def environment(self) -> dict[str, str]:
        roles = {"REPORTER": REPORTER, "STAFF": STAFF, "WORKER": WORKER}
        return {
            **super().environment,
            "HAECHI_HTTPS": "1",
            "HAECHI_HOSTS": "localhost,127.0.0.1",
            "HAECHI_REPORTER_URL": self.reporter,
            "HAECHI_STAFF_URL": self.staff,
            "HAECHI_STAFF_PROXIES": "127.0.0.1",
            "HAECHI_LIVE_URL": self.redis.url,
            "HAECHI_DATABASE_URL": self.server.url(),
            **{
                f"HAECHI_DATABASE_URL_{zone}": self.server.url(role=role)
                for zone, role in roles.items()
            },
        }

    def start_all(self) -> None:
        self.redis.start()
        self.start()
        self.extra = [Site("reporter", self.environment), Site("staff", self.environment)]
        for site in self.extra:
            site.start()
        reporter, staff = (each.port for each in self.extra)
        self.nginx = Nginx(
            Path(tempfile.mkdtemp(prefix="hnx-")),  # reachable for nobody, as whom nginx runs
            reporters=[self.reporter_port, reporter],
            staff=[self.staff_port, staff],
            port=self.https_port,
        )
        self.nginx.start()

    def stop_all(self) -> None:
        with contextlib.suppress(AttributeError):
            self.nginx.stop()
            shutil.rmtree(self.nginx.folder, ignore_errors=True)
        for site in self.extra:
            site.stop()
        self.stop()
        self.redis.kill()

    def browser(self, zone: str, agent: str) -> Browser:
        """A browser that comes from the zone's planted address and trusts the test's certificates."""
        origin = self.reporter if zone == "reporter" else self.staff
        source = REPORTER_ADDRESS if zone == "reporter" else OFFICER_ADDRESS
        made = Browser(origin, agent)
        made._client = httpx.Client(
            base_url=origin,
            follow_redirects=True,
            timeout=60,
            transport=httpx.HTTPTransport(
                verify=self.nginx.trust(zone), local_address=source, retries=0
            ),
            headers={
                "User-Agent": agent,
                "Accept-Language": "ko-x-planted",
                "X-Forwarded-For": "203.0.113.9",
                "Referer": "https://203.0.113.9/planted-referrer",
            },
        )
        return made

    def journey(self) -> Journey:
        """The journey of `haechi check`, through nginx."""
        made = Journey(self)
        made._reporter = self.browser("reporter", "haechi-check-reporter")
        made._officer = self.browser("staff", "haechi-check-officer")
        return made


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    if not is_installed():
        pytest.skip("./test installs postgresql")
    with cluster(roles=ROLES) as running:
        yield running


@pytest.fixture(scope="session")
def system(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Loaded with the demo, running; one journey was made."""
    if not Path(NGINX).exists():
        pytest.skip("./test installs nginx-light")
    running = System(tmp_path_factory.mktemp("hz"), server=server)
    try:
        running.start_all()
        yield running
    finally:
        running.stop_all()


@pytest.fixture(scope="session")
def travelled(system: System) -> Journey:
    """The journey, made once; each of its steps must hold."""
    journey = system.journey()
    for name, step in journey.steps():
        try:
            step()
        except Exception as error:
            raise AssertionError(f"step {name}: {error}") from error
    time.sleep(0.5)
    return journey


def listening(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
