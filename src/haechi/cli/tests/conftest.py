"""Each test begins without the trail's anchor of the test before."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _no_anchor() -> None:
    Path(settings.AUDIT_HEAD_FILE).unlink(missing_ok=True)
