"""A small SAML identity provider as a process: `python -m haechi.signon.tests.saml_provider FOLDER`.

It signs with xmlsec, the C library, not with what the product verifies by. FOLDER gets `idp.pem`, the
certificate, and `idp.key`, so that tests can forge what an attacker without the key could not and what
a careless provider might.
"""

import base64
import html
import sys
import zlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from haechi.signon.tests.saml_forge import Answer, Keys, new_keys, response_xml, sign

PAGE = """<!doctype html><html lang="ko"><title>기관 로그인</title><h1>기관 로그인</h1>
<form method="post" action="/login"><input type="hidden" name="asked" value="{asked}">
<label>사번 <input name="person"></label><button>로그인</button></form></html>"""
BACK = """<!doctype html><html lang="ko"><title>기관 로그인</title><h1>돌아갑니다</h1>
<form method="post" action="{back}"><input type="hidden" name="SAMLResponse" value="{answer}">
<button>계속</button></form><script>document.forms[0].submit()</script></html>"""


class Provider(BaseHTTPRequestHandler):
    keys: ClassVar[Keys]

    server: ThreadingHTTPServer

    @property
    def entity(self) -> str:
        return f"http://localhost:{self.server.server_port}"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = parse_qs(address.query).get("SAMLRequest", [""])[0]
        self._send(PAGE.format(asked=html.escape(asked)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        request = etree.fromstring(zlib.decompress(base64.b64decode(form["asked"]), wbits=-15))
        moment = datetime.now(UTC)
        answer = Answer(
            asked=str(request.attrib["ID"]),
            back=str(request.attrib["AssertionConsumerServiceURL"]),
            audience=str(request.findtext("{*}Issuer")),
            issuer=self.entity,
            subject=form["person"],
            issued=moment,
            until=moment + timedelta(minutes=5),
        )
        signed = sign(response_xml(answer), "assertion", self.keys)
        packed = base64.b64encode(etree.tostring(signed)).decode()
        self._send(BACK.format(back=html.escape(answer.back), answer=packed))

    def _send(self, page: str) -> None:
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def main() -> None:
    Provider.keys = new_keys(Path(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(server.server_address[1], flush=True)  # noqa: T201  # the parent reads the port
    server.serve_forever()


if __name__ == "__main__":
    main()
