"""Who can open what: officers' public halves, desks, their epochs and seats, recovery (design §4).

Only public keys and sealed private keys lie here; the reporter zone may read it and can open nothing.
"""
