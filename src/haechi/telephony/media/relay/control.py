"""What the engine and a worker say to each other: one JSON object a message, sockets and files beside it.

A private socket pair carries it, so keys are in no argument, environment or file.
"""

import json
import socket
from typing import Any

from haechi.telephony.media.port import Address, Remote
from haechi.telephony.types import Codec

Message = dict[str, Any]
MESSAGE_MOST = 1 << 16
DESCRIPTORS_MOST = 8


class Gone(Exception):
    """The other side has ended."""


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends keep the borders of messages."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(channel: socket.socket, message: Message, descriptors: tuple[int, ...] = ()) -> None:
    """Raises OSError (BlockingIOError, TimeoutError where the other side does not read)."""
    socket.send_fds(channel, [json.dumps(message).encode()], list(descriptors))


def receive(channel: socket.socket) -> tuple[Message, list[int]]:
    """Raises Gone; OSError as recvmsg does."""
    data, descriptors, _, _ = socket.recv_fds(channel, MESSAGE_MOST, DESCRIPTORS_MOST)
    if not data:
        raise Gone
    return json.loads(data), descriptors


def remote_fields(remote: Remote) -> Message:
    address = remote.address
    return {
        "address": None if address is None else [address.host, address.port],
        "payload_types": [[number, str(codec)] for number, codec in remote.payload_types],
        "events": remote.events,
        "sends": remote.sends,
        "hears": remote.hears,
    }


def remote_of(fields: Message) -> Remote:
    address = fields["address"]
    return Remote(
        None if address is None else Address(address[0], address[1]),
        tuple((number, Codec(codec)) for number, codec in fields["payload_types"]),
        fields["events"],
        fields["sends"],
        fields["hears"],
    )
