"""A container that nobody finished is heard with a grant all the same (RC-5, RC-12)."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest

from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.recordings.grants import grant_approver_half, grant_custodian_half, open_grant
from haechi.recordings.intake import DONE, take_in
from haechi.recordings.models import Notice, RecordingFile
from haechi.recordings.opening import OpenedRecording, open_recording
from haechi.recordings.tests.conftest import Hall
from haechi.telephony.custody import new_recording_key
from haechi.telephony.finalising.tests.talking import (
    BEGUN_MS,
    RATE,
    Said,
    Talk,
    place,
    played_back,
    voice,
)
from haechi.telephony.records import NoticePlayed, RecordedFile
from haechi.telephony.types import Leg, Outcome


@pytest.fixture
def left(hall: Hall, tmp_path) -> RecordingFile:
    """Half of a container, as a killed recorder left it, taken into the catalogue."""
    plan = hall.plan()
    day, notice = plan.day_key(today()), plan.full_notice
    assert day is not None
    assert notice is not None
    key = new_recording_key(plan.custodian, plan.approver, day)
    (tmp_path / "call").mkdir()
    talk = Talk(tmp_path / "call", Said(voice(6, 1)).packets(Leg.CALLER), whole=False, key=key)
    content = talk.write().read_bytes()[:60_000]
    done = hall.folder / DONE
    done.mkdir(parents=True, exist_ok=True)
    begun = BEGUN_MS - notice.milliseconds
    record = replace(
        hall.record(),
        outcome=Outcome.INTERRUPTED,
        notices=(NoticePlayed(notice.id, notice.sha256, begun, BEGUN_MS, Leg.CALLER, complete=True),),
        files=(RecordedFile(talk.path.name, "container", len(content), sha256(content).hexdigest(),
                            BEGUN_MS, 6000, True, key.shares, None, ()),),
    )  # fmt: skip
    (done / talk.path.name).write_bytes(content)
    hall.leave(record)
    assert take_in() == 1
    return RecordingFile.objects.get(call__call=record.call)


def heard(hall: Hall, file: RecordingFile) -> OpenedRecording:
    grant = open_grant(
        actor=hall.keeper, file=file, grantee=hall.keeper.officer,
        ends_on=today() + timedelta(days=1), reference="disclosure:1",
    )  # fmt: skip
    grant_custodian_half(actor=hall.custodian, grant=grant)
    return open_recording(
        grant_approver_half(actor=hall.approver, grant=grant), hall.keeper.unlocked
    )


def test_what_a_killed_recorder_left_is_heard_with_its_notice_up_to_where_it_ends(hall, left):
    opened = heard(hall, left)
    assert opened.media_type == "audio/flac"
    assert opened.peaks() is None
    sound, _ = played_back(b"".join(opened.audio()))
    notice = np.frombuffer(bytes(Notice.objects.get().sound), np.int16)
    likeness, at = place(sound[:, 0], voice(6, 1)[: 2 * RATE])
    assert likeness >= 0.99
    assert abs(at - len(notice) / 8) <= 2
    assert np.array_equal(sound[: len(notice), 1], notice)


def test_what_is_no_container_says_so_as_any_damaged_file_does(hall, left, monkeypatch):
    opened = heard(hall, left)
    monkeypatch.setattr(OpenedRecording, "sealed", lambda _: BytesIO(b"another file"))
    with pytest.raises(CannotOpen):
        list(opened.audio())
