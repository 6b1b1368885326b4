"""Debian's rtpengine, for comparison: relay in userspace and plaintext pcap, led by its `ng` protocol."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

Value = dict[str, "Value"] | list["Value"] | str | int
PROGRAM = shutil.which("rtpengine", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def encode(value: Value) -> bytes:
    """Bencode."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        data = value.encode()
        return b"%d:%s" % (len(data), data)
    if isinstance(value, list):
        return b"l" + b"".join(map(encode, value)) + b"e"
    return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


def decode(data: bytes, at: int = 0) -> tuple[Value, int]:
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in (b"d", b"l"):
        items: list[Value] = []
        at += 1
        while data[at : at + 1] != b"e":
            item, at = decode(data, at)
            items.append(item)
        if kind == b"l":
            return items, at + 1
        return dict(zip(map(str, items[::2]), items[1::2], strict=True)), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1 : end].decode(errors="replace"), end


class Rtpengine:
    """A daemon of its own on loopback; `open` makes a call whose parties are both at `port`."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(5)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self._control = free.getsockname()
        (folder / "spool").mkdir()
        self.process = subprocess.Popen(
            [
                PROGRAM,
                "--foreground",
                "--log-stderr",
                "--log-level=2",
                "--table=-1",
                "--interface=127.0.0.1",
                f"--listen-ng=127.0.0.1:{self._control[1]}",
                "--port-min=40000",
                "--port-max=60000",
                "--recording-method=pcap",
                f"--recording-dir={folder / 'spool'}",
                f"--pidfile={folder / 'pid'}",
                "--num-threads=2",
                "--delete-delay=0",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 10
        while True:
            try:
                if self._ask({"command": "ping"})["result"] == "pong":
                    return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def open(self, port: int) -> list[tuple[str, int]]:
        """Where each party's packets go."""
        call = secrets.token_hex(8)
        offer: dict[str, Value] = {
            "command": "offer",
            "call-id": call,
            "from-tag": "a",
            "sdp": _sdp(port),
            "record call": "yes",
        }
        there = _port(str(self._ask(offer)["sdp"]))
        answer = {**offer, "command": "answer", "to-tag": "b"}
        back = _port(str(self._ask(answer)["sdp"]))
        return [("127.0.0.1", back), ("127.0.0.1", there)]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._socket.close()

    def _ask(self, command: dict[str, Value]) -> dict[str, Value]:
        cookie = secrets.token_hex(4).encode()
        self._socket.sendto(cookie + b" " + encode(command), self._control)
        while True:
            data = self._socket.recv(65535)
            if data.startswith(cookie + b" "):
                found, _ = decode(data, len(cookie) + 1)
                assert isinstance(found, dict)
                assert found["result"] != "error", found
                return found


def _sdp(port: int) -> str:
    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"
    )


def _port(sdp: str) -> int:
    line = next(line for line in sdp.splitlines() if line.startswith("m=audio"))
    return int(line.split()[1])
