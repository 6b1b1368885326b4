"""Whose numbers a call has: what the network asserts before what the phone claims.

P-Asserted-Identity (RFC 3325), Diversion (RFC 5806), History-Info (RFC 7044). A sender that may speak to the
recorder at all is trusted to assert (`gate.Peers`).
"""

from collections.abc import Iterable

from haechi.telephony.sip.address import Malformed, NameAddress, Uri, parse_name_address, parse_uri
from haechi.telephony.sip.message import Headers, Request
from haechi.telephony.types import PhoneNumber

ANONYMOUS = PhoneNumber("anonymous")
LONGEST_NUMBER = 32


def caller_of(request: Request) -> PhoneNumber:
    """Asserted if anything is, else From; `anonymous` where neither has a number."""
    named = [
        *_addresses(request.headers, "p-asserted-identity"),
        *_addresses(request.headers, "from"),
    ]
    return next((n for address in named if (n := plain(address.uri.number))), ANONYMOUS)


def dialled(request: Request) -> tuple[PhoneNumber, ...]:
    """The numbers that were called: that of the request first, then those it was diverted from."""
    found = [parse_uri(request.uri).number]
    found += [address.uri.number for address in _addresses(request.headers, "history-info")]
    found += [address.uri.number for address in _addresses(request.headers, "diversion")]
    return tuple(dict.fromkeys(number for one in found if (number := plain(one))))


def identity(request: Request) -> NameAddress:
    """The caller as the official's phone shall show it: From, without its tag."""
    caller = parse_name_address(request.headers.needed("from"))
    host = caller.uri.host or "anonymous.invalid"
    return NameAddress(Uri("sip", caller.uri.user, host), caller.display)


def passed_on(headers: Headers) -> list[tuple[str, str]]:
    """What the official's side gets as it came."""
    names = ("p-asserted-identity", "privacy", "diversion", "history-info", "alert-info")
    return [(name, value) for name in names for value in headers.every(name)]


def plain(number: str) -> PhoneNumber | None:
    """A dialled number or a short name; whatever else a header holds is no number."""
    number = number.strip()
    fits = 0 < len(number) <= LONGEST_NUMBER and number.isascii() and number.isprintable()
    return PhoneNumber(number) if fits and " " not in number else None


def _addresses(headers: Headers, name: str) -> Iterable[NameAddress]:
    for value in headers.every(name):
        try:
            yield parse_name_address(value)
        except Malformed:
            continue
