"""The anonymous half: drafts, reports, report keys, attachments, and the guard against guessing.

Nothing here knows an officer's private key, and no row holds a reporter's address or exact time.
"""
