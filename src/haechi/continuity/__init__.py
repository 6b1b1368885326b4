"""What outlives single rows: which state of the database is the newest, and where institutions went."""
