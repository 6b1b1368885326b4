"""Where sealed files lie: Django's storage interface (local disk, S3), ciphertext only (ALL-1)."""
