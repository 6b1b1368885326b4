"""Live wake-ups between processes: "this topic changed", and signs (who is there, who types, up to which line
somebody has read); never a text.

Readers fetch the change from the database with their own rights, so nothing secret passes here and a
lost wake-up costs a delay, never a message.
"""
