"""The officers' side of Talk."""
