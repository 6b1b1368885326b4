"""Both zones in one process, for loading the demo: the reporter's half files, the officers' half answers.

No server runs under these settings.
"""

from haechi.config.settings.base import SECRETS_DIR
from haechi.config.settings.worker import *  # noqa: F403
from haechi.crypto.secrets_store import load_reporter_secrets

_reporter = load_reporter_secrets(SECRETS_DIR)
PEPPER_BUCKET = _reporter.pepper_bucket
PEPPER_PROOF = _reporter.pepper_proof
