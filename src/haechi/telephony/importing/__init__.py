"""Calls that an exchange recorded by itself: audio and a table of calls from a watched folder."""
