"""A party of a call for tests: one real socket pair that speaks and listens."""

import contextlib
import select
import socket
import time

from haechi.telephony.media.port import Address, Remote
from haechi.telephony.media.rtp import Packet, build, parse
from haechi.telephony.types import Codec

PCMU = ((0, Codec.PCMU),)


class Party:
    """`talk` sends to where the engine listens; `hear` returns what came."""

    def __init__(self, ssrc, host="127.0.0.1"):
        self.rtp, self.rtcp = socket_pair(host)
        self.ssrc, self.sequence, self.timestamp = ssrc, 1000 * ssrc, 5000 * ssrc
        self.there: Address | None = None

    def remote(self, types=PCMU, events=101, **changes):
        host, port = self.rtp.getsockname()[:2]
        return Remote(Address(host, port), types, events, **changes)

    def packet(self, payload, payload_type=0):
        self.sequence, self.timestamp = self.sequence + 1, self.timestamp + 160
        return build(Packet(payload_type, False, self.sequence, self.timestamp, self.ssrc, payload))

    def send(self, data):
        self.rtp.sendto(data, (self.there.host, self.there.port))

    def talk(self, payloads, payload_type=0, pause=0.002):
        """The packets that were sent."""
        sent = [self.packet(payload, payload_type) for payload in payloads]
        for data in sent:
            self.send(data)
            time.sleep(pause)  # the wire's pace, not a wait for somebody
        return sent

    def hear(self, count, seconds=5.0):
        """The next `count` packets, or those that came within `seconds`, with their times."""
        return receive(self.rtp, count, seconds)

    def heard_packets(self, count, seconds=5.0):
        return [parse(data) for data, _ in self.hear(count, seconds)]

    def close(self):
        self.rtp.close()
        self.rtcp.close()


def receive(sock, count, seconds=5.0):
    found, until = [], time.monotonic() + seconds
    while len(found) < count and (left := until - time.monotonic()) > 0:
        if select.select([sock], [], [], left)[0]:
            found.append((sock.recv(2048), time.monotonic()))
    return found


def socket_pair(host):
    """An even port and the next."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        rtp, rtcp = (socket.socket(family, socket.SOCK_DGRAM) for _ in range(2))
        with contextlib.suppress(OSError, OverflowError):
            rtp.bind((host, 0))
            if rtp.getsockname()[1] % 2 == 0:
                rtcp.bind((host, rtp.getsockname()[1] + 1))
                return rtp, rtcp
        rtp.close()
        rtcp.close()
