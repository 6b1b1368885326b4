"""Destruction that leaves a record of itself: what kind, when, by which rule, never content (ALL-3)."""
