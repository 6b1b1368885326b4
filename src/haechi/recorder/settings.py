"""Settings of the recorder, from the environment (docs/settings.md)."""

import os
from dataclasses import dataclass
from pathlib import Path

from haechi.common.environment import Environment, SettingError
from haechi.telephony.calls.surroundings import Patience

MIB = 1024 * 1024


@dataclass(frozen=True)
class RecorderSettings:
    """`host`, `port`: where SIP is heard; `address`: what others are told where NAT lies between.

    `room`: bytes that must be free before a recording is promised. `drain`: seconds that calls may go on
    after SIGTERM.
    """

    folder: Path
    host: str
    port: int
    address: str
    rtp_ports: range
    workers: int
    most_calls: int
    room: int
    drain: float
    patience: Patience


def recorder_settings(data: Path, environment: Environment | None = None) -> RecorderSettings:
    """Raises SettingError."""
    env = environment or Environment()
    host = env.text("HAECHI_SIP_HOST", "127.0.0.1")
    return RecorderSettings(
        folder=env.path("HAECHI_RECORDER_DIR", data / "recorder"),
        host=host,
        port=_port(env),
        address=env.text("HAECHI_SIP_ADDRESS", host),
        rtp_ports=_rtp_ports(env.text("HAECHI_RTP_PORTS", "20000-39999")),
        workers=_positive(env, "HAECHI_RECORDER_WORKERS", os.cpu_count() or 1),
        most_calls=_positive(env, "HAECHI_RECORDER_CALLS", 1000),
        room=_positive(env, "HAECHI_RECORDER_ROOM_MIB", 256) * MIB,
        drain=float(env.number("HAECHI_RECORDER_DRAIN_SECONDS", 5)),
        patience=Patience(
            ringing=float(_positive(env, "HAECHI_RECORDER_RING_SECONDS", 60)),
            silence=float(_positive(env, "HAECHI_RECORDER_SILENCE_SECONDS", 60)),
        ),
    )


def _port(env: Environment) -> int:
    port = env.number("HAECHI_SIP_PORT", 5070)
    if not 0 <= port < 65536:
        raise SettingError("HAECHI_SIP_PORT is not a port")
    return port


def _rtp_ports(text: str) -> range:
    first, _, last = text.partition("-")
    try:
        ports = range(int(first), int(last) + 1)
    except ValueError:
        raise SettingError("HAECHI_RTP_PORTS is not FIRST-LAST") from None
    if not (0 < ports.start < ports.stop <= 65536 and len(ports) >= 4):
        raise SettingError("HAECHI_RTP_PORTS is not FIRST-LAST")
    return ports


def _positive(env: Environment, name: str, default: int) -> int:
    number = env.number(name, default)
    if number < 1:
        raise SettingError(f"{name} is below 1")
    return number
