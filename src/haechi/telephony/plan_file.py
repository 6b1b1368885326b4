"""`plan.json`: how a plan stands in its file, and the recorder's reading of it whenever it changes."""

import logging
import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

from haechi.telephony.plan import InstitutionPlan, Line, Plan
from haechi.telephony.wire import Malformed, dump, load

log = logging.getLogger(__name__)

PLAN_NAME = "plan.json"
KEY_BYTES = 32
_HEX = frozenset("0123456789abcdef")


def encode_plan(plan: Plan) -> bytes:
    return dump(plan)


def decode_plan(text: bytes) -> Plan:
    """Raises `wire.Malformed`, which names the field."""
    plan = load(Plan, text)
    for fault in _faults(plan):
        raise Malformed(fault)
    return plan


def next_hop(text: str) -> tuple[str, int]:
    """`host:port`, `[IPv6]:port`, or a host alone for port 5060. Raises Malformed."""
    host, _, port = (
        text.rpartition(":") if not text.endswith("]") and ":" in text else (text, "", "")
    )
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Malformed("next_hop")
    if not host.strip("[]"):
        raise Malformed("next_hop")
    return host.strip("[]"), int(port or 5060)


def _faults(plan: Plan) -> Iterator[str]:
    """Names of what cannot be right; a hash is a file name in the recorder's hands."""
    if len(plan.catalogue) != KEY_BYTES:
        yield "catalogue"
    if plan.next_hop:
        next_hop(plan.next_hop)
    for network in plan.peers:
        try:
            ip_network(network, strict=False)
        except ValueError:
            yield "peers"
    for institution in plan.institutions:
        yield from _institution_faults(institution)


def _institution_faults(institution: InstitutionPlan) -> Iterator[str]:
    keys = [institution.custodian.public, institution.approver.public]
    keys += [day.public for day in institution.days]
    if any(len(key) != KEY_BYTES for key in keys):
        yield "public"
    for notice in (institution.full_notice, institution.selective_notice):
        if notice and (len(notice.sha256) != 64 or not _HEX.issuperset(notice.sha256)):
            yield "sha256"


class PlanFile:
    """The newest readable plan, and its lines by number.

    A file that cannot be read leaves the plan before in force: calls do not stop for a torn file.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PLAN_NAME
        self._seen: tuple[int, int, int] | None = None
        self.plan: Plan | None = None
        self._lines: dict[str, tuple[InstitutionPlan, Line]] = {}
        self._exempt: frozenset[str] = frozenset()

    def look(self) -> bool:
        """Read the file if it is another one than before; True where a new plan is in force."""
        try:
            found = os.stat(self._path)
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen == self._seen:
                return False
            self._seen = seen
            self._take(decode_plan(self._path.read_bytes()))
        except FileNotFoundError:
            return False
        except (Malformed, OSError) as error:
            log.error("plan: %s is not readable (%s)", self._path.name, error)
            return False
        return True

    def line(self, number: str) -> tuple[InstitutionPlan, Line] | None:
        return self._lines.get(canonical(number))

    def exempts(self, number: str) -> bool:
        return canonical(number) in self._exempt

    def _take(self, plan: Plan) -> None:
        self.plan = plan
        self._lines = {
            canonical(line.number): (institution, line)
            for institution in plan.institutions
            for line in institution.lines
        }
        self._exempt = frozenset(canonical(number) for number in plan.exempt)


def canonical(number: str) -> str:
    """One way of writing a number: +82 2 120 and 02-120 are the same line."""
    digits = "".join(sign for sign in number if sign not in " -.()/·\t")
    if digits.startswith("+82"):
        return "0" + digits.removeprefix("+82").removeprefix("0")
    return digits
