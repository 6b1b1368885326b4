"""Calls that are imported later lie under the key of their own day, and end with it (RC-4, RC-12)."""

from datetime import timedelta

import time_machine

from haechi.common.clock import now, today
from haechi.recordings import keystore
from haechi.recordings.days import make_days, past_key
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.models import DayKey, RecordingSettings
from haechi.recordings.plan_folder import write_plan
from haechi.telephony.importing.wanted import want
from haechi.telephony.plan_file import PlanFile


def offered(hall):
    write_plan()
    plans = PlanFile(hall.folder)
    plans.look()
    assert plans.plan is not None
    return {key.day for key in plans.plan.institutions[0].days}


def test_a_wanted_day_within_the_period_gets_its_key_and_its_right_end(hall):
    day = today() - timedelta(days=12)
    assert day not in offered(hall)
    want(hall.folder, hall.institution.pk, day)
    assert day in offered(hall)
    row = past_key(RecordingSettings.objects.get(), day)
    assert row is not None
    assert row.destroy_on == day + timedelta(days=31)
    with time_machine.travel(now() + timedelta(days=19)):
        make_days()
        destroy_due_days()
        assert not keystore.exists(hall.institution.pk, keystore.day_name(day))
        want(hall.folder, hall.institution.pk, day)
        assert day not in offered(hall)


def test_a_day_past_its_period_or_destroyed_before_gets_no_key(hall):
    office = RecordingSettings.objects.get()
    over = today() - timedelta(days=31)
    assert past_key(office, over) is None
    assert not DayKey.objects.filter(day=over).exists()
    assert not keystore.exists(hall.institution.pk, keystore.day_name(over))
    assert past_key(office, today() - timedelta(days=30)) is not None
    day = today() - timedelta(days=3)
    assert past_key(office, day) is not None
    keystore.destroy(hall.institution.pk, keystore.day_name(day))
    DayKey.objects.filter(day=day).update(destroyed_on=today())
    assert past_key(office, day) is None


def test_a_stranger_s_institution_and_a_coming_day_are_not_answered(hall):
    want(hall.folder, hall.institution.pk + 7, today() - timedelta(days=1))
    want(hall.folder, hall.institution.pk, today() + timedelta(days=40))
    assert today() + timedelta(days=40) not in offered(hall)
