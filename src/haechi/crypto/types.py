"""Key and credential types: a bare `bytes` or `str` cannot be passed off as one of these."""

from dataclasses import dataclass, field
from typing import NewType

Buffer = bytes | memoryview  # what a database driver hands out

DataKey = NewType("DataKey", bytes)  # 32 random bytes, XChaCha20-Poly1305
PublicKey = NewType("PublicKey", bytes)  # 32 bytes, X25519
PrivateKey = NewType("PrivateKey", bytes)  # 32 bytes, X25519
SealedKey = NewType("SealedKey", bytes)  # a DataKey or PrivateKey in an anonymous sealed box
Sealed = NewType("Sealed", bytes)  # nonce ‖ ciphertext ‖ tag
ReportKey = NewType("ReportKey", str)  # 6 characters of the report-key alphabet
Locator = NewType("Locator", bytes)  # 16 bytes by which a report is found
Stretched = NewType("Stretched", bytes)  # 64 bytes: a report key and password after Argon2id


@dataclass(frozen=True)
class KeyPair:
    """An X25519 pair; the private half stays out of repr and so out of tracebacks."""

    public: PublicKey
    private: PrivateKey = field(repr=False)
