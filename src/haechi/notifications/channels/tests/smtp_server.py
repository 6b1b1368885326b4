"""A real SMTP server process: `python smtp_server.py FOLDER SECURITY [CERT KEY]`.

Prints its port, then writes each accepted mail to FOLDER as `N.eml`, the envelope as `N.json`.
The local part of the recipient decides its answer: see `_ANSWERS`.
Login is `hotline` / `pass-WORD-7`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_ANSWERS = {
    "unknown": "550 5.1.1 <unknown@hanbit.go.kr> no such user",
    "greylisted": "451 4.7.1 try again in five minutes",
}
_AFTER_DATA = {
    "spam": "554 5.7.1 looks like spam to spam@hanbit.go.kr",
    "full": "452 4.2.2 mailbox full",
}


class Handler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = _ANSWERS.get(address.partition("@")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = _AFTER_DATA.get(envelope.rcpt_tos[0].partition("@")[0])
        if answer is None:
            number = len(list(self.folder.glob("*.eml")))
            outer = {
                "helo": session.host_name,
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None,
                "user": "hotline" if session.authenticated else "",
            }
            (self.folder / f"{number}.json").write_text(json.dumps(outer))
            (self.folder / f"{number}.eml").write_bytes(envelope.original_content or b"")
        return answer or "250 OK"


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(b"hotline", b"pass-WORD-7")
    return AuthResult(success=right, handled=False, auth_data=b"hotline")


async def serve(folder: Path, security: str, certificate: list[str]) -> None:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    def session() -> SMTP:
        return SMTP(
            Handler(folder),
            hostname="mx.hanbit.go.kr",
            authenticator=authenticate,
            auth_require_tls=False,
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=context if security == "tls" else None
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3:5]))
