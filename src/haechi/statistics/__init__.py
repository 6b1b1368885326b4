"""Figures: for the head of audit in full, for the public so that no number points at a person (ALL-4)."""
