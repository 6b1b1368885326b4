"""The default media engine: worker processes that relay, announce and record (docs/calls.md)."""
