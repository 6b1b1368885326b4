"""Unit tests: both zones' apps in one process, throw-away secrets and folders, real cryptography."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Processes that a test starts share its folder; workers that run side by side must not share one: a
# pepper that a test of moving brings in would change another's reports.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if "HAECHI_DATA_DIR" not in os.environ or os.environ.get("TEST_FOLDER_OF", _worker) != _worker:
    _folder = tempfile.mkdtemp(prefix="haechi-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ |= {"HAECHI_DATA_DIR": _folder, "TEST_FOLDER_OF": _worker}

from haechi.crypto.secrets_store import create_secrets  # noqa: E402

create_secrets(Path(os.environ["HAECHI_DATA_DIR"]) / "secrets")

from haechi.config.settings.base import SECRETS_DIR  # noqa: E402
from haechi.config.settings.worker import *  # noqa: E402, F403
from haechi.crypto.secrets_store import load_reporter_secrets  # noqa: E402

_reporter = load_reporter_secrets(SECRETS_DIR)
PEPPER_BUCKET = _reporter.pepper_bucket
PEPPER_PROOF = _reporter.pepper_proof
REPORTER_COOKIE = "haechi"
REPORTER_IDLE_SECONDS = 30 * 60
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
