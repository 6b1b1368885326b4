"""Officers' accounts: sign-in, roles, private keys and their unlocking (ALL-2, design §4)."""
