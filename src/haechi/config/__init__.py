"""Settings of each process kind, and how each is served."""
