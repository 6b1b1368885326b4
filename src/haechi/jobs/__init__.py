"""What the worker does: deliver the outbox, and the upkeep that nobody waits for."""
