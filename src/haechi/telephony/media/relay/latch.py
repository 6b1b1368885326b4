"""Whose packets a port takes: the announced party's, wherever its NAT lets them come out, nobody else's.

A stranger who sprays packets at ports must neither be heard nor have the call's sound sent to him.
"""

import ipaddress
from dataclasses import dataclass

LEARNT_AFTER = 3  # packets in a row from one unannounced source

Source = tuple[str, int]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class Latch:
    """`learn_from`: networks from which a party may come though its SDP names another host."""

    learn_from: tuple[Network, ...]
    announced: Source | None = None
    _candidate: Source | None = None
    _seen: int = 0

    def point(self, announced: Source | None) -> None:
        self.announced, self._candidate, self._seen = announced, None, 0

    def accepts(self, source: Source) -> bool:
        """Is this the party? The announced source is at once; others have to persist.

        Another port of the same host is believed too (NAT), but a PBX sends all its calls from one host: one
        packet astray from another call, or from the last one on this port, must not be enough.
        """
        if self.announced is None:
            return False
        if source == self.announced:
            return True
        if source != self._candidate:
            self._candidate, self._seen = source, 0
        self._seen += 1
        known = source[0] == self.announced[0] or self._learnable(source[0])
        return self._seen >= LEARNT_AFTER and known

    def _learnable(self, host: str) -> bool:
        address = ipaddress.ip_address(host)
        return any(address in network for network in self.learn_from)
