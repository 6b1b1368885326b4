"""Telephony: SIP, RTP, SIPREC, sealed containers and finalising (docs/calls.md). No Django, no database.

The recorder reads a plan that the staff zone writes (`plan`), records what the plan allows, and leaves
sealed records (`records`) and sealed audio for the worker. It holds public keys only.
"""
