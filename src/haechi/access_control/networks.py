"""From where officers may sign in: networks of the installation, and of each institution (ALL-2).

A reporter is never looked at: this module belongs to the staff zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.db import transaction

from haechi.access_control.errors import NotANetwork, ShutsOut
from haechi.access_control.ledger import note_rule
from haechi.access_control.models import AllowedNetwork
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.statements import Statement
from haechi.institutions.models import Institution

Network = IPv4Network | IPv6Network
MOST = 100
_NOTE = 60


@dataclass(frozen=True)
class Rule:
    """A network and what it is called."""

    network: Network
    note: str = ""

    def __str__(self) -> str:
        return f"{self.network}  # {self.note}" if self.note else str(self.network)


def parse(text: str) -> list[Rule]:
    """One network a line, `192.0.2.0/24  # main building`; a single address is a network of one.

    Raises:
        NotANetwork: a line is none, or there are more than `MOST`.
    """
    rules: dict[Network, Rule] = {}
    for line in text.splitlines():
        typed, _, note = line.partition("#")
        if not typed.strip():
            continue
        network = network_of(typed.strip())
        rules.setdefault(network, Rule(network, note.strip()[:_NOTE]))
    if len(rules) > MOST:
        raise NotANetwork(str(len(rules)))
    return list(rules.values())


def network_of(typed: str) -> Network:
    """Raises NotANetwork. The bits behind the prefix may be set: `192.0.2.7/24` is `192.0.2.0/24`."""
    try:
        return ip_network(typed, strict=False)
    except ValueError:
        raise NotANetwork(typed) from None


def is_within(place: str, networks: Iterable[Network]) -> bool:
    """Whether the address lies in one of the networks; what is no address lies in none."""
    try:
        address = ip_address(place)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:  # a socket for both families
        address = address.ipv4_mapped
    return any(address in network for network in networks)


# Asked at every request of the staff site.
_all_rules = Statement(
    lambda: AllowedNetwork.objects.order_by("institution").values_list("institution", "network")
)
_rules_of = Statement(
    lambda pk: AllowedNetwork.objects.filter(institution=pk).values_list("network"), int
)


def may_reach(place: str, installation: Sequence[str]) -> bool:
    """Whether anybody may sign in from there: the installation's networks, then any institution's."""
    if installation and not is_within(place, map(network_of, installation)):
        return False
    found = _all_rules()
    if not found or is_within(place, (network_of(network) for _institution, network in found)):
        return True
    with_rules = {institution for institution, _network in found}
    return Institution.objects.exclude(pk__in=with_rules).exists()


def may_work_from(place: str, institution: Institution) -> bool:
    """Whether officers of this institution may work from there."""
    networks = networks_of(institution)
    return not networks or is_within(place, networks)


def networks_of(institution: Institution) -> list[Network]:
    return [network_of(row) for (row,) in _rules_of(institution.pk)]


def as_text(institution: Institution) -> str:
    """The rules as `parse` reads them."""
    rows = AllowedNetwork.objects.filter(institution=institution)
    return "\n".join(str(Rule(network_of(row.network), row.note)) for row in rows)


@transaction.atomic
def set_networks(
    *,
    actor: Actor,
    institution: Institution,
    rules: Sequence[Rule],
    place: str | None,
    ground: str = "",
) -> bool:
    """Replace the institution's rules; no rule opens it to everywhere. False where nothing changes.

    `place`: the address of whoever saves, None for the console.

    Raises:
        ShutsOut: the rules would refuse that address.
    """
    wanted = [rule.network for rule in rules]
    if wanted and place is not None and not is_within(place, wanted):
        raise ShutsOut
    if as_text(institution) == "\n".join(map(str, rules)):
        return False
    AllowedNetwork.objects.filter(institution=institution).delete()
    AllowedNetwork.objects.bulk_create(
        AllowedNetwork(institution=institution, network=str(rule.network), note=rule.note)
        for rule in rules
    )
    what = ", ".join(map(str, wanted)) or "0.0.0.0/0, ::/0"
    note_rule(actor=actor, institution_id=institution.pk, what=what, ground=ground)
    record(
        actor=actor,
        action=Action.NETWORKS_CHANGED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"networks": len(wanted)},
    )
    return True
