"""Linking and unlinking officers, by themselves and by managers (ALL-2)."""
