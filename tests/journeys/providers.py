"""Identity providers for the running system: processes under `localhost`, another site than 127.0.0.1.

What comes back from them comes without `SameSite=Strict` cookies, as it does in life.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from haechi.signon.tests.oidc_provider import CLIENT, SECRET
from haechi.signon.tests.processes import provider_process

FILE = """
[[provider]]
name = "gov"
kind = "oidc"
label_ko = "행정 통합로그인"
label_en = "Government sign-on"
issuer = "http://localhost:{oidc}"
client_id = "{client}"
second_factor = ["mfa"]

[[provider]]
name = "campus"
kind = "saml"
label_ko = "내부 업무망"
label_en = "Intranet"
entity_id = "http://localhost:{saml}"
sign_on_address = "http://localhost:{saml}/sso"
certificate_file = "idp.pem"
"""


@contextmanager
def sign_on(folder: Path) -> Iterator[dict[str, str]]:
    """Both providers; yields the settings that tell the staff site of them."""
    folder.mkdir()
    with (
        provider_process("oidc_provider") as oidc,
        provider_process("saml_provider", str(folder)) as saml,
    ):
        httpx.post(f"http://localhost:{oidc}/lie", json={"claims": {"amr": ["pwd", "mfa"]}})
        file = folder / "sign-on.toml"
        file.write_text(FILE.format(oidc=oidc, saml=saml, client=CLIENT))
        yield {
            "HAECHI_STAFF_SIGN_ON_FILE": str(file),
            "HAECHI_STAFF_SIGN_ON_SECRET": SECRET,
        }
