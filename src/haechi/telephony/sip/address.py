"""Addresses of SIP: URIs, name-addrs and Via (RFC 3261, 19.1, 20.10, 20.42; tel: RFC 3966)."""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from haechi.telephony.types import PhoneNumber

SIP_PORT = 5060
_USER_SAFE = "&=+$,;?/-_.!~*'()"
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])\Z")
_VISUAL = re.compile(r"[-.() ]")


class Malformed(Exception):
    """What was received is not SIP; `code` is what a request is answered with."""

    def __init__(self, reason: str, code: int = 400) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


Parameters = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Uri:
    """A sip:, sips: or tel: address; `user` is unescaped. `headers` is what follows a `?`, as written."""

    scheme: str
    user: str
    host: str
    port: int | None = None
    parameters: Parameters = ()
    headers: str = ""

    @property
    def number(self) -> PhoneNumber:
        """The user as dialled: without visual separators (RFC 3966, 5.1.1) and parameters."""
        return PhoneNumber(_VISUAL.sub("", self.user.partition(";")[0]))

    def __str__(self) -> str:
        if self.scheme == "tel":
            return f"tel:{_quoted(self.user)}{shown(self.parameters)}"
        user = f"{_quoted(self.user)}@" if self.user else ""
        port = f":{self.port}" if self.port is not None else ""
        headers = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{user}{self.host}{port}{shown(self.parameters)}{headers}"


@dataclass(frozen=True)
class NameAddress:
    """Of From, To, Contact, Refer-To …: an address with its display name and parameters."""

    uri: Uri
    display: str = ""
    parameters: Parameters = ()

    @property
    def tag(self) -> str | None:
        return parameter(self.parameters, "tag")

    def tagged(self, tag: str) -> "NameAddress":
        kept = tuple(pair for pair in self.parameters if pair[0] != "tag")
        return replace(self, parameters=(*kept, ("tag", tag)))

    def __str__(self) -> str:
        name = ""
        if self.display:
            escaped = self.display.replace("\\", "\\\\").replace('"', '\\"')
            name = f'"{escaped}" '
        return f"{name}<{self.uri}>{shown(self.parameters)}"


@dataclass(frozen=True)
class Via:
    host: str
    port: int | None
    branch: str
    asks_port: bool = field(default=False)  # RFC 3581


def _quoted(user: str) -> str:
    """What was escaped in an address stays escaped: no line break of a stranger becomes one of ours."""
    return quote(user, _USER_SAFE, errors="surrogateescape")


def parameter(parameters: Parameters, name: str) -> str | None:
    return next((value for key, value in parameters if key == name), None)


def shown(parameters: Parameters) -> str:
    return "".join(
        f";{name}" if value is None else f";{name}={value}" for name, value in parameters
    )


def parse_uri(text: str) -> Uri:
    """Raises `Malformed`: 416 for a scheme that we do not speak, else 400."""
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or any(c.isspace() or c in '<>"' for c in text):
        raise Malformed("URI")
    if scheme == "tel":
        number, _, tail = rest.partition(";")
        return Uri("tel", unquote(number), "", None, parse_parameters(tail))
    if scheme not in {"sip", "sips"}:
        raise Malformed("URI scheme", 416)
    user, at, place = rest.rpartition("@")
    if not at:
        user, place = "", rest
    place, _, headers = place.partition("?")
    hostport, _, tail = place.partition(";")
    host, port = parse_host(hostport)
    return Uri(scheme, _user(user), host, port, parse_parameters(tail), headers)


def _user(text: str) -> str:
    name, _, _password = text.partition(":")
    return unquote(name)


def parse_host(text: str) -> tuple[str, int | None]:
    """`host[:port]`, an IPv6 address in brackets."""
    host, port = text, ""
    if text.startswith("["):
        closing = text.find("]") + 1
        host, port = text[:closing], text[closing:].removeprefix(":")
    elif ":" in text:
        host, port = text.rsplit(":", 1)
    if not _HOST.match(host):
        raise Malformed("host")
    if not port:
        return host, None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Malformed("port")
    return host, int(port)


def parse_parameters(text: str) -> Parameters:
    found = []
    for part in split_outside(text, ";"):
        name, equals, value = part.partition("=")
        if name.strip():
            found.append((name.strip().lower(), value.strip() if equals else None))
    return tuple(found)


def parse_name_address(text: str) -> NameAddress:
    """`"Name" <uri>;tag=…`, `Name <uri>` or `uri;tag=…` (there the parameters are the header's)."""
    text = text.strip()
    opening = _outside_quotes(text, "<")
    if opening < 0:
        address, _, tail = text.partition(";")
        return NameAddress(parse_uri(address.strip()), "", parse_parameters(tail))
    closing = text.find(">", opening)
    tail = text[closing + 1 :].strip()
    if closing < 0 or (tail and not tail.startswith(";")):
        raise Malformed("address")
    uri = parse_uri(text[opening + 1 : closing].strip())
    return NameAddress(uri, _display(text[:opening].strip()), parse_parameters(tail[1:]))


def _display(text: str) -> str:
    if not text.startswith('"'):
        if '"' in text:
            raise Malformed("display name")
        return " ".join(text.split())
    if len(text) < 2 or not text.endswith('"'):
        raise Malformed("display name")
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def parse_via(text: str) -> Via:
    head, _, tail = text.partition(";")
    protocol, _, sent_by = head.strip().rpartition(" ")
    parts = [part.strip().upper() for part in protocol.split("/")]
    if len(parts) != 3 or parts[:2] != ["SIP", "2.0"]:
        raise Malformed("Via")
    host, port = parse_host(sent_by.strip())
    parameters = parse_parameters(tail)
    branch = parameter(parameters, "branch") or ""
    return Via(host, port, branch, any(name == "rport" for name, _ in parameters))


def split_outside(text: str, separator: str) -> list[str]:
    """Split at a separator that stands neither in quotes nor in angle brackets."""
    if '"' not in text and "<" not in text:
        return text.split(separator)
    parts, start, quoted, depth, skip = [], 0, False, 0, False
    for place, sign in enumerate(text):
        if skip:
            skip = False
        elif quoted:
            skip, quoted = sign == "\\", sign != '"'
        elif sign == '"':
            quoted = True
        elif sign in "<>":
            depth += 1 if sign == "<" else -1
        elif sign == separator and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _outside_quotes(text: str, wanted: str) -> int:
    quoted = skip = False
    for place, sign in enumerate(text):
        if skip:
            skip = False
        elif quoted:
            skip, quoted = sign == "\\", sign != '"'
        elif sign == '"':
            quoted = True
        elif sign == wanted:
            return place
    return -1
