"""The worker and the command line: the staff zone's tables, and the outbox's private key."""

from haechi.config.settings.base import *  # noqa: F403
from haechi.config.settings.base import SECRETS_DIR
from haechi.config.settings.staff import *  # noqa: F403
from haechi.crypto.secrets_store import load_worker_secrets

ZONE = "worker"
OUTBOX = load_worker_secrets(SECRETS_DIR).outbox
