"""Requests to view or receive a recording, from form 1 to the reply (제8조①, 제9조; docs/calls.md)."""
