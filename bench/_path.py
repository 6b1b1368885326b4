"""Runs the bench under the project's own Python, with `haechi` importable and its test settings the default.

Imported before anything of the project: `bench/spray` alone is a command, whatever `python3` it found.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_OWN = ROOT / ".venv"

if Path(sys.prefix).resolve() != _OWN.resolve():
    if not (_OWN / "bin" / "python").exists():
        sys.exit("./test lint installs what benches need; run it once, then try again")
    os.execv(_OWN / "bin" / "python", [str(_OWN / "bin" / "python"), *sys.argv])  # noqa: S606

sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haechi.config.settings.test")
