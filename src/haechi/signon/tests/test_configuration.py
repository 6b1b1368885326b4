"""Providers from the TOML file: what is unsafe or misspelt stops the start (ALL-2)."""

from pathlib import Path

import pytest

from haechi.common.environment import Environment, SettingError
from haechi.config.settings.sign_on import OidcProvider, SamlProvider, identity_providers
from haechi.signon.tests.saml_forge import new_keys

OIDC = """
[[provider]]
name = "gov"
kind = "oidc"
label_ko = "행정 통합로그인"
institutions = ["hanbit"]
only = true
second_factor = ["mfa"]
issuer = "https://idp.example/realm"
client_id = "haechi"
client_secret_file = "sign-on-gov"
"""
SAML = """
[[provider]]
name = "campus"
kind = "saml"
entity_id = "https://campus.example"
sign_on_address = "https://campus.example/sso"
certificate_file = "idp.pem"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_keys(tmp_path)
    (tmp_path / "staff").mkdir()
    secret = tmp_path / "staff" / "sign-on-gov"
    secret.write_text("between us\n")
    secret.chmod(0o600)
    return tmp_path


def read(folder: Path, text: str, **variables: str):
    file = folder / "sign-on.toml"
    file.write_text(text)
    environment = Environment({"HAECHI_STAFF_SIGN_ON_FILE": str(file), **variables})
    return identity_providers(environment, folder)


def test_without_the_variable_there_is_no_provider(folder: Path) -> None:
    assert identity_providers(Environment({}), folder) == {}


def test_both_kinds_are_read_and_the_secret_does_not_show(folder: Path) -> None:
    found = read(folder, OIDC + SAML)
    gov, campus = found["gov"], found["campus"]
    assert isinstance(gov, OidcProvider)
    assert isinstance(campus, SamlProvider)
    assert gov.client_secret == "between us"
    assert "between us" not in repr(gov)
    assert (gov.only, gov.serves("hanbit"), gov.serves("other")) == (True, True, False)
    assert (campus.only, campus.serves("hanbit"), campus.label_en) == (False, True, "campus")
    assert campus.certificates[0].startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://idp.example/realm", "http://idp.example/realm"),
        ("https://idp.example/realm", "https://user:pw@idp.example/realm"),
        ('kind = "oidc"', 'kind = "ldap"'),
        ('name = "gov"', 'name = "Gov/../x"'),
        ('client_id = "haechi"', 'client_id = "haechi"\nsubject = "email"'),
        ('client_id = "haechi"', 'client_id = "haechi"\nverify = false'),
        ('client_id = "haechi"', ""),
        ('"sign-on-gov"', '"missing"'),
        ('second_factor = ["mfa"]', 'second_factor = "mfa"'),
        ("[[provider]]", "[provider]"),
        ("[[provider]]", "not toml"),
        ('"https://campus.example/sso"', '"http://campus.example/sso"'),
        ('"idp.pem"', '"idp.key"'),
        ('name = "campus"', 'name = "gov"'),
    ],
)
def test_what_is_unsafe_or_misspelt_stops_the_start(folder: Path, old: str, new: str) -> None:
    text = OIDC + SAML
    assert old in text
    with pytest.raises(SettingError) as caught:
        read(folder, text.replace(old, new, 1))
    assert "between us" not in str(caught.value)


def test_a_secret_that_others_can_read_is_refused(folder: Path) -> None:
    (folder / "staff" / "sign-on-gov").chmod(0o644)
    with pytest.raises(SettingError, match="chmod 600"):
        read(folder, OIDC)


def test_the_secret_may_come_from_the_environment(folder: Path) -> None:
    text = OIDC.replace('client_secret_file = "sign-on-gov"', "")
    with pytest.raises(SettingError):
        read(folder, text)
    found = read(folder, text, HAECHI_STAFF_SIGN_ON_SECRET="from outside")["gov"]
    assert isinstance(found, OidcProvider)
    assert found.client_secret == "from outside"
