"""P-26: a call is stored only after its notice was heard to the end; where none can be kept, none is claimed.

Calls by a foreign SIP client through a real recorder, which leaves what it would leave to the catalogue.
"""

import re

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.world import World
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Outcome

pytestmark = pytest.mark.process


def call(telephones: World, caller: str, number: str, *, answered: bool) -> tuple[CallRecord, str]:
    """Its record, and what both telephones sent and heard, the caller first."""
    before = len(telephones.records())
    official = telephones.sipp("official", "-d", "900", port=telephones.officials)
    with telephones.sipp(caller, "-s", number, "-d", "900") as first:
        if answered:
            with official:
                first.done()
                official.done()
        else:
            first.done()
        seen = first.seen() + (official.seen() if answered else "")
    return telephones.newest(before), seen


def seconds(messages: str, start: str) -> float:
    """Since midnight, by the telephone's clock, of the first message that begins so."""
    found = re.search(rf"-+ \S+ (\d+):(\d+):([\d.]+)\n[^\n]*\n\n{start}", messages)
    assert found, messages
    return 3600 * int(found[1]) + 60 * int(found[2]) + float(found[3])


def test_the_official_is_called_and_sound_is_kept_only_when_the_notice_has_ended(telephones: World):
    record, seen = call(telephones, "caller", w.FULL, answered=True)
    (notice,), (file,) = record.notices, record.files
    assert notice.complete
    assert notice.ended_ms - notice.begun_ms >= 1000 * w.NOTICE_SECONDS - 20
    assert file.begun_ms >= notice.ended_ms
    called = rf"INVITE sip:{w.FULL}@127.0.0.1:{telephones.officials}"
    assert seconds(seen, called) - seconds(seen, "ACK ") >= w.NOTICE_SECONDS - 0.02


def test_who_leaves_in_the_notice_leaves_no_sound(telephones: World):
    record, _ = call(telephones, "caller_leaves", w.FULL, answered=False)
    assert (record.outcome, record.files) == (Outcome.LEFT_IN_NOTICE, ())
    assert not list((telephones.data / "live").iterdir())


def test_where_nothing_can_be_kept_no_notice_says_that_it_is(telephones: World):
    """No key for today: connected without a word of recording, or refused, as the institution chose."""
    record, _ = call(telephones, "caller", w.LIMITED, answered=True)
    assert (record.outcome, record.notices, record.files) == (Outcome.TALKED, (), ())
    record, _ = call(telephones, "caller_gets_503", w.REFUSING, answered=False)
    assert (record.outcome, record.notices) == (Outcome.REFUSED, ())
