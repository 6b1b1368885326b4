"""Errors of the crypto layer. None carries key material, plaintext or ciphertext."""


class CryptoError(Exception):
    """Root of everything below."""


class CannotOpen(CryptoError):
    """Wrong key, wrong place (associated data) or changed bytes: indistinguishable on purpose."""


class SecretsRefused(CryptoError):
    """The secrets folder is unusable; the message names the file and the fault."""


class Misread(Exception):
    """A typed share that cannot be right, found by its own checksum before anything is tried.

    `count`: how many words there are; `unknown`: places of words that no share has; `place`: where the
    one wrong word stands, if it can be told. Places count from 1. Holds no word.
    """

    def __init__(
        self, *, count: int, unknown: tuple[int, ...] = (), place: int | None = None
    ) -> None:
        super().__init__()
        self.count = count
        self.unknown = unknown
        self.place = place
