"""Live wake-ups between processes: "this topic changed", never what changed.

Readers fetch the change from the database with their own rights, so nothing secret passes here and a
lost wake-up costs a delay, never a message.
"""
