"""The worker and the command line: the staff zone's tables, and the outbox's private key."""

from pathlib import Path

from haechi.config.settings.base import *  # noqa: F403
from haechi.config.settings.base import DATA_DIR, SECRETS_DIR, env
from haechi.config.settings.staff import *  # noqa: F403
from haechi.crypto.secrets_store import load_worker_secrets

ZONE = "worker"
_secrets = load_worker_secrets(SECRETS_DIR)
OUTBOX = _secrets.outbox
JOURNAL = _secrets.journal
RECORDER_DIR = env.path("HAECHI_RECORDER_DIR", DATA_DIR / "recorder")
RECORDER_DIRS = tuple(map(Path, env.words("HAECHI_RECORDER_DIRS")))
RECORDER_NEXT_HOP = env.text("HAECHI_RECORDER_NEXT_HOP", "127.0.0.1:5060")
RECORDER_PEERS = env.words("HAECHI_RECORDER_PEERS", "127.0.0.1/32")
RECORDER_EXEMPT = env.words(
    "HAECHI_RECORDER_EXEMPT", "110,111,112,113,117,118,119,122,125,182,1366"
)
