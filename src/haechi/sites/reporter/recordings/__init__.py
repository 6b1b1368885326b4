"""The citizen's own page for a request to hear or receive a call's recording (form 1, RC-7)."""
