"""Port pairs: RTP on an even port, RTCP on the next."""

import contextlib
import random
import socket

from haechi.telephony.media.port import EngineRefused

TRIES = 200
_draw = random.SystemRandom()  # a port that can be guessed invites a stranger's packets


def bind_pair(host: str, ports: range) -> tuple[socket.socket, socket.socket]:
    """Two bound sockets, not blocking. `ports` empty: any that the system gives.

    Raises:
        EngineRefused: no pair is free, or no socket is left.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(TRIES):
        number = _draw.choice(ports) & ~1 if ports else 0
        pair = _try(family, host, number)
        if pair:
            return pair
    raise EngineRefused("no port is free")


def _try(
    family: socket.AddressFamily, host: str, number: int
) -> tuple[socket.socket, socket.socket] | None:
    with contextlib.ExitStack() as opened:
        try:
            rtp = opened.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            rtp.bind((host, number))
            chosen = rtp.getsockname()[1]
            if chosen % 2:
                return None
            rtcp = opened.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            rtcp.bind((host, chosen + 1))
        except OverflowError:
            return None
        except OSError as error:
            if error.errno in (23, 24):  # ENFILE, EMFILE
                raise EngineRefused("no socket is left") from None
            return None
        for each in (rtp, rtcp):
            each.setblocking(False)
        opened.pop_all()
        return rtp, rtcp
