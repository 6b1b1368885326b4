"""From a telephone to an officer's ear: recorder, journal, catalogue, two halves, sound (RC-1, RC-3, RC-5)."""

import asyncio
import io
from datetime import timedelta

import av
import numpy as np
import pytest

from haechi.common.clock import today
from haechi.recorder.tests.world import World, until
from haechi.recorder.trial import place_call
from haechi.recordings.grants import grant_approver_half, grant_custodian_half, open_grant
from haechi.recordings.intake import take_in, waiting
from haechi.recordings.models import RecordingFile
from haechi.recordings.opening import open_recording
from haechi.recordings.plan_folder import write_plan
from haechi.telephony.types import PhoneNumber

RATE = 8000
WITHIN = 20.0  # seconds until the row


def pitch(sound: np.ndarray) -> float:
    """The loudest frequency of a second in the middle, Hz."""
    middle = sound[len(sound) // 2 - RATE // 2 :][:RATE].astype(float)
    return float(
        np.argmax(np.abs(np.fft.rfft(middle * np.hanning(len(middle))))) * RATE / len(middle)
    )


def decoded(flac: bytes) -> np.ndarray:
    """(2, samples): left the caller, right what the caller heard."""
    with av.open(io.BytesIO(flac), mode="r") as file:
        stream = file.streams.audio[0]
        assert (stream.rate, stream.layout.name) == (RATE, "stereo")
        return np.concatenate(
            [frame.to_ndarray().reshape(-1, 2) for frame in file.decode(stream)]
        ).T


@pytest.mark.process
def test_a_real_call_is_heard_by_whom_two_people_granted_it_and_as_it_was(hall, settings, tmp_path):
    world = World(tmp_path)
    settings.RECORDER_DIR = world.data
    settings.RECORDER_NEXT_HOP = f"127.0.0.1:{world.officials}"
    settings.RECORDER_PEERS = ["127.0.0.0/8"]
    write_plan()
    world.start()
    try:
        called = place_call(
            ("127.0.0.1", world.sip),
            PhoneNumber(hall.line.number),
            ("127.0.0.1", world.officials),
            2.0,
        )
        trial = asyncio.run(called)
        until(lambda: bool(waiting()), WITHIN, world.log)
    finally:
        world.stop()
    assert take_in() == 1
    notice = hall.plan().full_notice
    assert notice is not None
    assert trial.official_called * 1000 >= notice.milliseconds  # never before the notice's end
    file = RecordingFile.objects.select_related("call").get()
    assert (file.call.is_proven, file.call.outcome, file.kind) == (True, "talked", "flac")
    grant = open_grant(
        actor=hall.keeper,
        file=file,
        grantee=hall.keeper.officer,
        ends_on=today() + timedelta(days=1),
        reference="disclosure:1",
    )
    grant_custodian_half(actor=hall.custodian, grant=grant)
    grant_approver_half(actor=hall.approver, grant=grant)
    sound = decoded(b"".join(open_recording(grant, hall.keeper.unlocked).audio()))
    talk = sound[:, file.lead_ms * RATE // 1000 :]
    assert abs(pitch(talk[0]) - 440) < 5  # what the caller hummed
    assert abs(pitch(talk[1]) - 620) < 5  # what the official did
    spoken = sound[1, : notice.milliseconds * RATE // 1000]
    assert abs(pitch(spoken) - 440) < 5  # the notice, in front, as the caller heard it
