"""A real call to the first recorded line of a running installation, by a telephone at each end."""

import asyncio
import time

from haechi.cli.installation import Installation
from haechi.recorder.trial import Trial, place_call
from haechi.telephony.plan_file import PlanFile, next_hop
from haechi.telephony.status import read_status
from haechi.telephony.types import Mode

HOST, READY = "127.0.0.1", 30.0


def place(installation: Installation, seconds: float) -> Trial:
    """Both ends hum for `seconds`: the caller 440 Hz, the official 620 Hz, in G.711."""
    folder = installation.data / "recorder"
    until = time.monotonic() + READY
    while not (status := read_status(folder) or {}).get("port"):
        assert time.monotonic() < until, "the recorder has a port"
        time.sleep(0.1)
    plans = PlanFile(folder)
    plans.look()
    assert plans.plan
    line = next(
        line for one in plans.plan.institutions for line in one.lines if line.mode is Mode.FULL
    )
    hop = next_hop(plans.plan.next_hop)
    trial = asyncio.run(place_call((HOST, int(status["port"])), line.number, hop, seconds))
    assert trial.refused is None
    assert trial.official_heard > 0
    return trial
