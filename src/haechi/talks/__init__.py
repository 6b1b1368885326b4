"""Talk (청렴톡): a member of staff and the audit officer, live, with a participation code alone (TK-1 … TK-6).

What both sides need; what an officer alone does is in `haechi.talkroom`.
"""
