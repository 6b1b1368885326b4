"""What is fixed by vectors and figures is derived at its full cost here."""

import pytest


@pytest.fixture(autouse=True)
def _full_cost(full_cost: None) -> None:
    """See `src/conftest.py`."""
