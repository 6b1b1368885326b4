"""What a call leaves comes back as it was, also after a kill (RC-12); a plan is read whenever it changes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.crypto.sealedbox import new_key_pair, seal_to
from haechi.crypto.types import PublicKey
from haechi.telephony.custody import DayKey, DeskKey, SealedShares
from haechi.telephony.journal import (
    BadRecord,
    open_record,
    seal_left,
    seal_record,
    write_sealed,
)
from haechi.telephony.plan import InstitutionPlan, Line, Notice, Plan
from haechi.telephony.plan_file import PlanFile, canonical, decode_plan, encode_plan, next_hop
from haechi.telephony.records import CallRecord, RecordedFile
from haechi.telephony.tests.test_wire import PLAN, RECORD
from haechi.telephony.types import Outcome
from haechi.telephony.wire import Malformed

PAIR = new_key_pair()
st.register_type_strategy(bytes, st.binary(max_size=80))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
KEYS = st.binary(min_size=32, max_size=32)
NOTICES = st.builds(Notice, sha256=st.text("0123456789abcdef", min_size=64, max_size=64))
DESKS = st.builds(DeskKey, public=KEYS)
INSTITUTIONS = st.builds(
    InstitutionPlan,
    custodian=DESKS,
    approver=DESKS,
    days=st.lists(st.builds(DayKey, public=KEYS), max_size=3).map(tuple),
    full_notice=st.none() | NOTICES,
    selective_notice=st.none() | NOTICES,
    lines=st.lists(st.from_type(Line), max_size=3).map(tuple),
)
PLANS = st.builds(
    Plan,
    catalogue=KEYS,
    next_hop=st.sampled_from(["", "10.0.0.1:5060", "[::1]:5060", "pbx.example"]),
    peers=st.lists(st.ip_addresses().map(str), max_size=3).map(tuple),
    institutions=st.lists(INSTITUTIONS, max_size=2).map(tuple),
)


@given(PLANS)
def test_every_plan_comes_back_as_it_went(plan):
    assert decode_plan(encode_plan(plan)) == plan


@given(st.from_type(CallRecord))
def test_every_record_comes_back_as_it_was_sealed(record):
    assert open_record(seal_record(record, PAIR.public), PAIR) == record


@given(st.binary(max_size=300))
def test_noise_is_no_record_even_when_it_is_sealed_to_the_catalogue(noise):
    for sealed in (noise, seal_to(PAIR.public, noise)):
        with pytest.raises(BadRecord):
            open_record(sealed, PAIR)


def test_what_a_killed_recorder_left_is_one_interrupted_call_with_all_its_files():
    known = replace(RECORD, files=(), outcome=Outcome.FAILED, ended_at=0.0)
    shares = SealedShares(date(2026, 11, 22), 1, 2, b"c", b"a")
    files = tuple(
        RecordedFile(f"x-{n}.hrc", "container", 9, "0" * 64, n, 1500, True, shares, None, ())
        for n in (0, 7000)
    )
    sealed = seal_left(seal_record(known, PAIR.public), files, PAIR.public)
    found = open_record(sealed, PAIR)
    assert found.outcome is Outcome.INTERRUPTED
    assert found.files == files
    assert found.ended_at == known.begun_at + 8.5
    assert found.caller == known.caller
    with pytest.raises(BadRecord):
        open_record(sealed, new_key_pair())


def test_a_journal_file_is_whole_private_and_named_in_the_order_of_time(tmp_path):
    paths = [write_sealed(tmp_path, RECORD.call, b"sealed %d" % n) for n in range(3)]
    assert sorted(tmp_path.iterdir()) == paths
    assert [path.read_bytes() for path in paths] == [b"sealed 0", b"sealed 1", b"sealed 2"]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_the_plan_is_read_again_when_it_changes_and_a_torn_one_changes_nothing(tmp_path):
    file = PlanFile(tmp_path)
    assert not file.look()
    assert file.plan is None
    path = tmp_path / "plan.json"
    path.write_bytes(encode_plan(PLAN))
    assert file.look()
    assert file.plan == PLAN
    assert not file.look()
    path.write_bytes(encode_plan(PLAN)[:-40])
    assert not file.look()
    assert file.plan == PLAN
    path.write_bytes(encode_plan(replace(PLAN, exempt=())))
    assert file.look()
    assert not file.exempts("119")


def test_a_line_is_found_however_its_number_is_written(tmp_path):
    (tmp_path / "plan.json").write_bytes(encode_plan(PLAN))
    file = PlanFile(tmp_path)
    file.look()
    for written in ("021201234", "02-120-1234", "+8221201234", "+82 02 120 1234"):
        found = file.line(written)
        assert found is not None
        assert found[1].id == 1
    assert file.line("021201235") is None
    assert file.exempts("119")


OFFICE = PLAN.institutions[0]


@pytest.mark.parametrize(
    ("field", "plan"),
    [
        ("catalogue", replace(PLAN, catalogue=PublicKey(b"short"))),
        ("peers", replace(PLAN, peers=("not a network",))),
        ("next_hop", replace(PLAN, next_hop="host:99999")),
        ("sha256", replace(PLAN, institutions=(replace(OFFICE, full_notice=Notice(1, "../" * 21, 1)),))),
        ("public", replace(PLAN, institutions=(replace(OFFICE, custodian=DeskKey(1, PublicKey(b"x"))),))),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_right_is_refused_by_the_name_of_its_field(field, plan):
    with pytest.raises(Malformed, match=field):
        decode_plan(encode_plan(plan))


def test_addresses_of_the_officials_side():
    assert next_hop("10.0.0.1:5070") == ("10.0.0.1", 5070)
    assert next_hop("10.0.0.1") == ("10.0.0.1", 5060)
    assert next_hop("[2001:db8::1]:5070") == ("2001:db8::1", 5070)
    assert canonical("02-120·1234") == "021201234"
