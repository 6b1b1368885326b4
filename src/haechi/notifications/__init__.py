"""Telling officers that something arrived: an outbox in the database, senders beside it (HL-6)."""
