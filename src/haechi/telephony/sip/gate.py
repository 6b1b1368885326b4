"""Who is answered at all, and how many new calls one sender may begin."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

MOST_SENDERS = 4096


class Peers:
    """Networks whose SIP is answered; to all others the port is silent."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(
            ip_network(text, strict=False) for text in networks
        )
        self.admits = lru_cache(maxsize=MOST_SENDERS)(self._admits)

    def _admits(self, host: str) -> bool:
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)


@dataclass(frozen=True)
class Flood:
    """New calls of one sender: so many a second, and so many at once after a pause."""

    each_second: float = 150.0
    at_once: float = 300.0


class Buckets:
    """One token bucket for each sender."""

    def __init__(self, flood: Flood, clock: Callable[[], float] = time.monotonic) -> None:
        self._flood, self._clock = flood, clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, sender: str) -> bool:
        now = self._clock()
        level, since = self._levels.pop(sender, (self._flood.at_once, now))
        level = min(self._flood.at_once, level + (now - since) * self._flood.each_second)
        allowed = level >= 1
        self._levels[sender] = (level - 1 if allowed else level, now)
        if len(self._levels) > MOST_SENDERS:
            del self._levels[next(iter(self._levels))]
        return allowed
