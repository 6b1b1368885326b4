"""The trail (접속기록): every opening of personal data by an officer, hash-chained (ALL-2).

Reporters leave no row here. Rows name their subjects by plain identifiers, not by foreign keys, so
that destroying a report leaves the trail of who opened it whole.
"""
