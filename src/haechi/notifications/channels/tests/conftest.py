from __future__ import annotations

from hypothesis import settings

# Two cores are shared by many workers: a per-case time limit would fail at random.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
