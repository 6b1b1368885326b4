"""A data folder with the demo, made once for a whole run of the suite and copied for each system that starts.

What is copied is what `haechi prepare` and `haechi demo` made; starting on it is the second start that
`cli/tests/test_serve.py` proves to change nothing. Without the suite each system makes its own.
"""

import os
import shutil
from pathlib import Path

VARIABLE = "TEST_DEMO_FOLDER"


def lay_demo(data: Path) -> None:
    """Put the prepared folder where a system is about to start, if there is one."""
    prepared = os.environ.get(VARIABLE)
    if prepared and not data.exists():
        shutil.copytree(prepared, data, symlinks=True)
