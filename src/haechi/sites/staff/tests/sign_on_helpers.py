"""A browser between the staff site and a provider, which keeps `SameSite=Strict` as browsers do."""

import base64
import html
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from django.conf import settings
from django.test import Client

from haechi.common.totp import totp_code
from haechi.staff.models import Account

PHRASE = "강가의 돌다리 열두 개"
ARRIVE, UNLOCK = "/account/sign-on/", "/account/sign-on/unlock/"
CODE = "/account/second-factor/authenticate/"
_WIRE = httpx.Client(trust_env=False)
TITLE = re.compile(r"<h1>(.*?)</h1>")


@dataclass(frozen=True)
class Person:
    account: Account
    secret: str  # of the authenticator app

    def code(self) -> str:
        return totp_code(self.secret, time.time())


def title(response: Any) -> str:
    found = TITLE.search(response.content.decode())
    return html.unescape(found[1]) if found else ""


def way_to(response: Any) -> str:
    """Where the page sends the browser."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', response.content.decode())
    assert found, title(response)
    return html.unescape(found[1])


def ask(client: Client, name: str = "gov") -> str:
    """Press the button of the sign-in page; the address at the provider."""
    return way_to(client.post(f"/account/sign-on/at/{name}/"))


def log_in_at_oidc(address: str, person: str) -> str:
    """Sign in at the provider; the path with which it sends the browser back."""
    asked = urlsplit(address).query
    page = _WIRE.get(address)
    assert html.escape(asked) in page.text
    origin = f"http://127.0.0.1:{urlsplit(address).port}"
    answer = _WIRE.post(f"{origin}/login", data={"asked": asked, "person": person})
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in_at_saml(address: str, person: str) -> tuple[str, str]:
    """Sign in at the provider; the path it posts to, and what."""
    asked = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    origin = f"http://127.0.0.1:{urlsplit(address).port}"
    page = _WIRE.post(f"{origin}/login", data={"asked": asked, "person": person}).text
    back = re.search(r'action="([^"]+)"', page)
    packed = re.search(r'name="SAMLResponse" value="([^"]+)"', page)
    assert back
    assert packed
    return urlsplit(html.unescape(back[1])).path, packed[1]


def come_back(client: Client, path: str, posted: str | None = None) -> Any:
    """The provider's page leads here: no Strict cookie goes along, those of the answer are kept."""
    bare = Client(REMOTE_ADDR="192.0.2.7")
    response = bare.post(path, {"SAMLResponse": posted}) if posted is not None else bare.get(path)
    for name, morsel in response.cookies.items():
        if name != settings.SESSION_COOKIE_NAME:
            client.cookies[name] = morsel.value
    return response


def arrive(client: Client) -> Any:
    """The page of `come_back` goes on by itself."""
    return client.get(ARRIVE)


def packed(document: bytes) -> str:
    return base64.b64encode(document).decode()
