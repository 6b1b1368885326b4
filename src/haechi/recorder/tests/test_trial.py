"""`haechi call demo`'s own telephones, and what the operator is told."""

import asyncio
import socket

import pytest

from haechi.cli.main import main
from haechi.recorder.tests import world as w
from haechi.recorder.tests.world import running
from haechi.recorder.trial import TrialFailed, place_call
from haechi.telephony.types import Outcome

pytestmark = pytest.mark.process


def test_a_trial_call_hears_the_notice_before_the_official_is_called(tmp_path, capsys, monkeypatch):
    with running(tmp_path) as world:
        recorder, officials = ("127.0.0.1", world.sip), ("127.0.0.1", world.officials)
        trial = asyncio.run(place_call(recorder, w.FULL, officials, 1.0))
        record = world.newest(0)
        assert trial.answered is not None
        assert trial.official_called is not None
        assert trial.official_called - trial.answered >= w.NOTICE_SECONDS - 0.05
        assert trial.caller_heard > 40
        assert trial.official_heard > 20
        assert (record.outcome, len(record.files)) == (Outcome.TALKED, 1)
        refused = asyncio.run(place_call(recorder, w.REFUSING, officials, 1.0))
        assert refused.refused == 503
        monkeypatch.setenv("HAECHI_DATA_DIR", str(tmp_path))
        assert main(["recorder", "status", "--json"]) == 0
        assert f'"port": {world.sip}' in capsys.readouterr().out
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(TrialFailed, match="in use"):
            asyncio.run(place_call(recorder, w.FULL, taken.getsockname(), 0.1))


def test_without_a_recorder_the_status_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("HAECHI_DATA_DIR", str(tmp_path))
    assert main(["recorder", "status"]) == 1
    assert "not running" in capsys.readouterr().err
