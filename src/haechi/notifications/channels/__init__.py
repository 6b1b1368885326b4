"""Pure senders: a text message or a mail goes out, or a typed error says why not.

No model, no database, no queue: `haechi.notifications` decides what, to whom and when again.
"""
