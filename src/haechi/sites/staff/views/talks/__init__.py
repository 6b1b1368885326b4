"""Talk, the officers' side."""
