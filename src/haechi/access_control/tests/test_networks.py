"""Officers sign in from allowed networks alone, and nobody shuts himself out (ALL-2)."""

from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.access_control.errors import NotANetwork, ShutsOut
from haechi.access_control.models import AccessRight
from haechi.access_control.networks import (
    MOST,
    as_text,
    is_within,
    may_reach,
    may_work_from,
    parse,
    set_networks,
)
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import Actor
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution

KIM = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)


@pytest.fixture
def hanbit(db: None) -> Institution:
    return create_institution(slug="hanbit", name_ko="한빛구청", name_en="Hanbit")


def allow(institution: Institution, text: str, place: str | None = "192.0.2.7") -> bool:
    return set_networks(actor=KIM, institution=institution, rules=parse(text), place=place)


def test_lines_are_read_with_notes_empty_lines_and_both_families() -> None:
    rules = parse("192.0.2.7/24 # 본관\n\n  # nothing\n2001:db8::/32\n198.51.100.9")
    assert [str(rule) for rule in rules] == [
        "192.0.2.0/24  # 본관", "2001:db8::/32", "198.51.100.9/32",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["192.0.2.0/33", "main building", "192.0.2.0-192.0.2.9", "::/129"])
def test_a_line_that_is_no_network_is_named(line: str) -> None:
    with pytest.raises(NotANetwork) as told:
        parse(f"192.0.2.0/24\n{line}")
    assert told.value.line == line


def test_there_is_an_end_to_how_many() -> None:
    with pytest.raises(NotANetwork):
        parse("\n".join(f"10.0.{number}.0/24" for number in range(MOST + 1)))


def test_an_address_of_the_other_family_written_into_ipv6_is_known() -> None:
    assert is_within("::ffff:192.0.2.7", [ip_network("192.0.2.0/24")])


@pytest.mark.parametrize("place", ["", "console", "unix:", "192.0.2.7:443"])
def test_what_is_no_address_is_in_no_network(place: str) -> None:
    assert not is_within(place, [ip_network("0.0.0.0/0"), ip_network("::/0")])


@given(address=st.ip_addresses(v=4), prefix=st.integers(0, 32))
def test_an_address_is_in_its_own_network_and_not_in_the_neighbours(
    address: IPv4Address, prefix: int
) -> None:
    own = ip_network(f"{address}/{prefix}", strict=False)
    assert is_within(str(address), [own])
    if prefix:
        neighbour = ip_network((int(own.network_address) ^ (1 << (32 - prefix)), prefix))
        assert not is_within(str(address), [neighbour])


def test_without_a_rule_everywhere_is_allowed(hanbit: Institution) -> None:
    assert may_work_from("203.0.113.5", hanbit)
    assert may_reach("203.0.113.5", [])


def test_with_rules_only_from_there(hanbit: Institution) -> None:
    assert allow(hanbit, "192.0.2.0/24\n2001:db8::/32")
    for place, allowed in (
        ("192.0.2.200", True), ("2001:db8::5", True), ("192.0.3.1", False), ("", False),
    ):  # fmt: skip
        assert may_work_from(place, hanbit) is allowed
        assert may_reach(place, []) is allowed


def test_sign_in_stays_reachable_for_institutions_without_rules(hanbit: Institution) -> None:
    allow(hanbit, "192.0.2.0/24")
    other = create_institution(slug="other", name_ko="다른 기관", name_en="Other")
    assert may_reach("203.0.113.5", [])
    assert may_work_from("203.0.113.5", other)
    assert not may_work_from("203.0.113.5", hanbit)


def test_the_installations_networks_come_first(hanbit: Institution) -> None:
    assert not may_reach("203.0.113.5", ["192.0.2.0/24"])
    assert may_reach("192.0.2.5", ["192.0.2.0/24"])


def test_who_saves_is_not_shut_out_and_nothing_changes(hanbit: Institution) -> None:
    allow(hanbit, "192.0.2.0/24")
    with pytest.raises(ShutsOut):
        allow(hanbit, "198.51.100.0/24")
    assert as_text(hanbit) == "192.0.2.0/24"


def test_the_console_may_set_any_and_lift_all(hanbit: Institution) -> None:
    assert allow(hanbit, "198.51.100.0/24", place=None)
    assert allow(hanbit, "", place=None)
    assert may_work_from("203.0.113.5", hanbit)


def test_a_change_is_in_the_ledger_and_the_trail_and_the_same_again_is_not(
    hanbit: Institution,
) -> None:
    assert allow(hanbit, "192.0.2.0/24 # 본관")
    assert not allow(hanbit, "192.0.2.0/24 # 본관")
    assert [row.what for row in AccessRight.objects.all()] == ["192.0.2.0/24"]
    assert [row.action for row in AuditEntry.objects.all()] == [Action.NETWORKS_CHANGED]
