from __future__ import annotations

from hypothesis import settings

# A year of holidays is computed when first asked for, and two cores are shared: no per-case limit.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
