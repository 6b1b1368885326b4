"""First passwords, drawn for officers and handed over once."""

import secrets

from haechi.crypto.credentials import KEY_ALPHABET


def draw_password() -> str:
    """Sixteen characters without look-alikes, in fours: 79 bits."""
    signs = "".join(secrets.choice(KEY_ALPHABET) for _ in range(16)).lower()
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))
