"""Errors of the crypto layer. None carries key material, plaintext or ciphertext."""


class CryptoError(Exception):
    """Root of everything below."""


class CannotOpen(CryptoError):
    """Wrong key, wrong place (associated data) or changed bytes: indistinguishable on purpose."""


class SecretsRefused(CryptoError):
    """The secrets folder is unusable; the message names the file and the fault."""
