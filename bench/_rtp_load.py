"""RTP load in a process of its own: all parties of all calls behind one socket, by sendmmsg and recvmmsg.

Reads one JSON line {"to": [[host, port] …], "seconds", "port"} from stdin after printing its own port; prints
the result as JSON. Each destination is one stream of 172-byte packets, 50 a second, spread over the 20 ms.
Streams 2n and 2n+1 are the two parties of one call: what is sent to one comes out at the other.
"""

import contextlib
import ctypes
import json
import socket
import sys
import time

import numpy as np

PACKET = 172
INTERVAL = 0.020
SLOTS = 20
BATCH = 512
CONTROL = 64
SO_TIMESTAMPNS, SO_RCVBUFFORCE, SO_MEMINFO = 35, 33, 55
DROPS_AT = 8  # SK_MEMINFO_DROPS
BUFFER_BYTES = 1 << 25
MMSGHDR = np.dtype(
    {
        "names": ["name", "namelen", "iov", "iovlen", "control", "controllen", "flags", "length"],
        "formats": ["u8", "u4", "u8", "u8", "u8", "u8", "i4", "u4"],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)
IOVEC = np.dtype([("base", "u8"), ("length", "u8")])
HEAD = np.dtype(
    [("v", "u1"), ("pt", "u1"), ("seq", ">u2"), ("ts", ">u4"), ("ssrc", ">u4"), ("sent", "i8")]
)
libc = ctypes.CDLL(None, use_errno=True)
for name in ("sendmmsg", "recvmmsg"):
    getattr(libc, name).argtypes = (
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_uint,
        ctypes.c_int,
        *((ctypes.c_void_p,) if name == "recvmmsg" else ()),
    )


class Sender:
    """One packet of each stream every 20 ms."""

    def __init__(self, sock: socket.socket, to: list[tuple[str, int]]) -> None:
        count = len(to)
        self._sock, self.sent = sock, 0
        self._packets = np.full((count, PACKET), 0xD5, np.uint8)
        self._heads = self._packets[:, : HEAD.itemsize].view(HEAD)[:, 0]
        self._heads["v"], self._heads["pt"] = 0x80, 8
        self._heads["ssrc"] = np.arange(1, count + 1)
        self._names = np.zeros((count, 16), np.uint8)
        for number, (host, port) in enumerate(to):
            packed = port.to_bytes(2, "big") + socket.inet_aton(host)
            self._names[number, :8] = np.frombuffer(b"\x02\0" + packed, np.uint8)
        numbers = np.arange(count, dtype=np.uint64)
        self._iovecs = np.zeros(count, IOVEC)
        self._iovecs["base"] = self._packets.ctypes.data + numbers * PACKET
        self._iovecs["length"] = PACKET
        self._messages = np.zeros(count, MMSGHDR)
        self._messages["name"] = self._names.ctypes.data + numbers * 16
        self._messages["namelen"] = 16
        self._messages["iov"] = self._iovecs.ctypes.data + numbers * IOVEC.itemsize
        self._messages["iovlen"] = 1
        self._edges = np.linspace(0, count, SLOTS + 1).astype(int).tolist()

    def send(self, slot: int) -> None:
        first, last = self._edges[slot], self._edges[slot + 1]
        if first == last:
            return
        heads = self._heads[first:last]
        heads["seq"] += 1
        heads["ts"] += 160
        heads["sent"] = time.time_ns()
        at = first
        while at < last:
            address = self._messages.ctypes.data + at * MMSGHDR.itemsize
            done = libc.sendmmsg(self._sock.fileno(), address, last - at, 0)
            if done < 0:
                raise OSError(ctypes.get_errno(), "sendmmsg")
            at += done
        self.sent += last - first


class Receiver:
    """Counts each stream and keeps a histogram of delays in steps of 10 µs, up to 200 ms."""

    def __init__(self, sock: socket.socket, streams: int) -> None:
        self._sock = sock
        self.counts = np.zeros(streams + 1, np.int64)
        self.delays = np.zeros(20_001, np.int64)
        self._packets = np.zeros((BATCH, 256), np.uint8)
        self._control = np.zeros((BATCH, CONTROL // 8), np.int64)
        numbers = np.arange(BATCH, dtype=np.uint64)
        self._iovecs = np.zeros(BATCH, IOVEC)
        self._iovecs["base"] = self._packets.ctypes.data + numbers * 256
        self._iovecs["length"] = 256
        self._messages = np.zeros(BATCH, MMSGHDR)
        self._messages["iov"] = self._iovecs.ctypes.data + numbers * IOVEC.itemsize
        self._messages["iovlen"] = 1
        self._messages["control"] = self._control.ctypes.data + numbers * CONTROL
        self._heads = self._packets[:, : HEAD.itemsize].view(HEAD)[:, 0]

    def receive(self, *, measured: bool) -> None:
        while True:
            self._messages["controllen"] = CONTROL
            count = libc.recvmmsg(
                self._sock.fileno(), self._messages.ctypes.data, BATCH, socket.MSG_DONTWAIT, None
            )
            if count <= 0:
                return
            heads = self._heads[:count]
            np.add.at(self.counts, heads["ssrc"].astype(np.int64), 1)
            if measured:
                arrived = self._control[:count, 2] * 1_000_000_000 + self._control[:count, 3]
                steps = np.clip((arrived - heads["sent"]) // 10_000, 0, len(self.delays) - 1)
                np.add.at(self.delays, steps, 1)
            if count < BATCH:
                return


def percentile(histogram: np.ndarray, share: float) -> float:
    """Milliseconds."""
    total = int(histogram.sum())
    if not total:
        return 0.0
    return float(np.searchsorted(np.cumsum(histogram), share * total)) / 100


def dropped(sock: socket.socket) -> int:
    """Packets that came back and found this generator's own buffer full."""
    found = np.frombuffer(sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 64), np.uint32)
    return int(found[DROPS_AT])


def main() -> None:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    with contextlib.suppress(OSError):  # beyond what others may have, for who may
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    print(sock.getsockname()[1], flush=True)
    order = json.loads(sys.stdin.readline())
    to = [(host, port) for host, port in order["to"]]
    sender, receiver = Sender(sock, to), Receiver(sock, len(to))
    with contextlib.suppress(BlockingIOError):  # notices of calls that were set up by SIP
        while True:
            sock.recv(PACKET, socket.MSG_DONTWAIT)
    ticks = int(order["seconds"] / INTERVAL) * SLOTS
    warm = int(order.get("warm", 1.0) / INTERVAL) * SLOTS
    begun, late = time.monotonic(), 0.0
    for tick in range(ticks):
        due = begun + tick * INTERVAL / SLOTS
        receiver.receive(measured=tick > warm)
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        else:
            late = max(late, -wait)
        sender.send(tick % SLOTS)
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        receiver.receive(measured=True)
        time.sleep(0.005)
    print(
        json.dumps(
            {
                "sent": sender.sent,
                "received": int(receiver.counts.sum()),
                "p50": percentile(receiver.delays, 0.5),
                "p99": percentile(receiver.delays, 0.99),
                "late": late,
                "spilt": dropped(sock),
                "cpu": time.process_time(),
                "seconds": time.monotonic() - begun,
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
