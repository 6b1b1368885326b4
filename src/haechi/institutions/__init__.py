"""Institutions and what each of them sets: departments, categories, entry points, policy (HL-2, HL-3, HL-8)."""
