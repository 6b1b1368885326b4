"""The link of several machines: Redis or Valkey publish/subscribe. Nothing is stored there.

When the broker is gone, publishing fails quietly and listening tries again: readers fall back to
their own re-check, and nothing is lost (ALL-6).
"""

import asyncio
import time
from collections.abc import AsyncIterator

import redis
from redis import asyncio as redis_async

_CHANNEL = "haechi:live"
_PATIENCE = 1.0  # seconds: publishing must not hold up a request when the broker hangs
_RETRY = 2.0


class RedisLink:
    """One channel for all topics; `url` as redis-py understands it (`redis://`, `rediss://`, `unix://`)."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._quiet_until = 0.0
        self._sender = redis.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        )

    def publish(self, *topics: str) -> None:
        """A broker that hangs holds up one request and not each: it is left alone for a moment then."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._sender.publish(_CHANNEL, "\n".join(topics))
        except redis.RedisError:
            self._quiet_until = time.monotonic() + _RETRY

    async def listen(self) -> AsyncIterator[str]:
        """Yield topics published by any process until cancelled; connect again as often as it takes."""
        while True:
            try:
                async with redis_async.Redis.from_url(self._url).pubsub() as channel:
                    await channel.subscribe(_CHANNEL)
                    async for message in channel.listen():
                        if message["type"] == "message":
                            for topic in message["data"].decode("ascii", "replace").split("\n"):
                                yield topic
            except (redis.RedisError, OSError):
                await asyncio.sleep(_RETRY)
