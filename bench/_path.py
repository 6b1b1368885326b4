"""Makes `haechi` importable and its test settings the default, before anything of it is imported."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haechi.config.settings.test")
