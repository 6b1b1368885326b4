"""A small OpenID provider as a process: `python -m haechi.signon.tests.oidc_provider`.

Its JOSE is joserfc's, not that of the product. It checks what a provider must (client, redirect address,
PKCE) and lies where `POST /lie` told it to: that is how tests meet a bad or a broken one.
"""

import base64
import hashlib
import hmac
import html
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "haechi-test", "a secret of the client, 41 signs or so long"
PAGE = """<!doctype html><html lang="ko"><title>기관 로그인</title><h1>기관 로그인</h1>
<form method="post" action="/login"><input type="hidden" name="asked" value="{asked}">
<label>사번 <input name="person"></label><button>로그인</button></form></html>"""


class Provider(BaseHTTPRequestHandler):
    """State lies on the class: one provider a process."""

    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    stranger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    codes: ClassVar[dict[str, dict[str, str]]] = {}
    lies: ClassVar[dict[str, Any]] = {}

    server: ThreadingHTTPServer

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.server.server_port}"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if self.lies.get("down"):
            return self._send(503, b"down")
        if address.path == "/.well-known/openid-configuration":
            return self._json(self._metadata())
        if address.path == "/jwks":
            return self._json({"keys": [self.key.as_dict(private=False)]})
        if address.path == "/authorize":
            page = PAGE.format(asked=html.escape(address.query))
            return self._send(200, page.encode(), "text/html; charset=utf-8")
        return self._send(404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        if self.path == "/lie":
            type(self).lies = json.loads(body)
            return self._json({})
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.path == "/login":
            return self._login(form)
        if self.path == "/token":
            return self._token(form)
        return self._send(404, b"")

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.lies.get("issuer", self.issuer),
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }

    def _login(self, form: dict[str, str]) -> None:
        asked = {name: values[0] for name, values in parse_qs(form["asked"]).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"person": form["person"]}
        answer = {"state": asked["state"], "iss": self.issuer, "code": code}
        if self.lies.get("refuse"):
            answer = {"state": asked["state"], "error": "access_denied"}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        asked = self.codes.pop(form.get("code", ""), {})
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = (
            asked
            and self.headers.get("Authorization") in {f"Basic {basic}", f"Basic {plain}"}
            and form.get("redirect_uri") == asked["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
        )
        if not right:
            return self._json({"error": "invalid_grant"}, status=400)
        return self._json({"id_token": self._id_token(asked), "token_type": "Bearer"})

    def _id_token(self, asked: dict[str, str]) -> str:
        moment = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": asked["person"],
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
            "email": "hankyeol@example.kr",
        }
        for name, value in self.lies.get("claims", {}).items():
            claims[name] = moment + value if name in {"iat", "exp", "nbf"} else value
        for name in self.lies.get("without", []):
            del claims[name]
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        kind = self.lies.get("signature", "RS256")
        if kind == "none":
            return by_hand({"alg": "none", "kid": "one"}, claims, None)
        if kind == "HS256":  # the public key, which everybody has, as if it were a shared secret
            pem = self.key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return by_hand({"alg": "HS256", "kid": "one"}, claims, pem)
        key = self.stranger if kind == "stranger" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)

    def _json(self, value: object, *, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def by_hand(head: dict[str, str], claims: dict[str, Any], secret: bytes | None) -> str:
    """What every library refuses to make."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims)
    ]
    tag = hmac.digest(secret, b".".join(parts), "sha256") if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(tag).rstrip(b"=")]).decode()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(server.server_address[1], flush=True)  # noqa: T201  # the parent reads the port
    server.serve_forever()


if __name__ == "__main__":
    main()
