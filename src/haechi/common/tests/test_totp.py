"""RFC 6238, appendix B (SHA-1), its eight digits cut to six."""

import base64

import pytest

from haechi.common.totp import new_totp_secret, totp_code

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert totp_code(SECRET, moment) == code


def test_secrets_are_160_bits_and_differ() -> None:
    drawn = {new_totp_secret() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(base64.b32decode(secret)) == 20 for secret in drawn)
