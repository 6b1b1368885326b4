"""Plan and records come back as they went, and nothing else is taken for one."""

import json
from datetime import date

import pytest

from haechi.crypto.sealedbox import new_key_pair
from haechi.telephony.custody import DayKey, DeskKey, new_recording_key
from haechi.telephony.journal import BadRecord, open_record, seal_record
from haechi.telephony.plan import InstitutionPlan, Line, Notice, Plan
from haechi.telephony.plan_file import decode_plan, encode_plan
from haechi.telephony.records import CallRecord, LegCounts, NoticePlayed, RecordedFile
from haechi.telephony.types import CallId, Codec, Leg, Mode, Outcome, PhoneNumber
from haechi.telephony.wire import Malformed

DAY = DayKey(date(2026, 11, 22), new_key_pair().public)
CUSTODIAN, APPROVER = (DeskKey(epoch, new_key_pair().public) for epoch in (3, 4))
PLAN = Plan(
    catalogue=new_key_pair().public,
    next_hop="127.0.0.1:5060",
    peers=("127.0.0.1/32",),
    exempt=(PhoneNumber("119"),),
    institutions=(
        InstitutionPlan(
            id=1,
            custodian=CUSTODIAN,
            approver=APPROVER,
            days=(DAY,),
            full_notice=Notice(9, "ab" * 32, 4200),
            selective_notice=None,
            lines=(
                Line(1, PhoneNumber("021201234"), 7, Mode.FULL, 5),
                Line(2, PhoneNumber("1"), 7, None),
            ),
        ),
    ),
)
RECORD = CallRecord(
    call=CallId("0f" * 16),
    institution=1,
    line=1,
    department=7,
    official=None,
    mode=Mode.FULL,
    caller=PhoneNumber("01012345678"),
    called=PhoneNumber("021201234"),
    begun_at=1795312800.25,
    connected_at=None,
    ended_at=1795312860.0,
    outcome=Outcome.TALKED,
    notices=(NoticePlayed(9, "ab" * 32, 10, 4210, Leg.CALLER, complete=True),),
    files=(
        RecordedFile(
            "x.flac",
            "flac",
            4,
            "cd" * 32,
            4210,
            55000,
            interrupted=False,
            shares=new_recording_key(CUSTODIAN, APPROVER, DAY).shares,
            peaks=None,
            counts=(LegCounts(Leg.OFFICIAL, Codec.PCMA, received=5),),
        ),
    ),
)


def test_a_plan_comes_back_as_it_went():
    assert decode_plan(encode_plan(PLAN)) == PLAN


def test_a_record_comes_back_and_opens_with_the_catalogues_key_alone():
    pair = new_key_pair()
    sealed = seal_record(RECORD, pair.public)
    assert open_record(sealed, pair) == RECORD
    assert b"01012345678" not in sealed
    for wrong in (new_key_pair(), pair):
        with pytest.raises(BadRecord):
            open_record(sealed[:-1] if wrong is pair else sealed, wrong)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan.pop("catalogue"),
        lambda plan: plan.update(more=1),
        lambda plan: plan.update(next_hop=5),
        lambda plan: plan.update(peers="127.0.0.1/32"),
        lambda plan: plan["institutions"][0].update(answer_by="by post"),
        lambda plan: plan["institutions"][0]["days"][0].update(day="tomorrow"),
        lambda plan: plan["institutions"][0]["days"][0].update(public="!"),
    ],
)
def test_what_is_no_plan_is_refused_whole(change):
    plan = json.loads(encode_plan(PLAN))
    change(plan)
    with pytest.raises(Malformed):
        decode_plan(json.dumps(plan).encode())


def test_half_a_plan_is_none():
    with pytest.raises(Malformed):
        decode_plan(encode_plan(PLAN)[:-20])
