"""An alarm of the recorder reaches the responsible person's own telephone and mailbox, and so does its end."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from haechi.common.clock import now
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import MailFile, Senders
from haechi.jobs.tests.people import give_account
from haechi.notifications.channels.console import ConsoleFile
from haechi.notifications.types import Channel
from haechi.recordings.alarms import observe, open_rows
from haechi.recordings.hysteresis import Reading
from haechi.recordings.models import Designation
from haechi.recordings.types import Alarm, Responsible
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


def test_an_alarm_and_its_end_go_out_by_sms_and_mail_once_each_rc9(tmp_path: Path) -> None:
    staffed = make_institution()
    officer = give_account(staffed)
    Designation.objects.create(
        institution=staffed.institution, kind=Responsible.CHIEF, officer=officer,
        since=now().date() - timedelta(days=1), by=officer,
    )  # fmt: skip
    sms, mail = tmp_path / "sms.log", tmp_path / "mail.log"
    senders = Senders(ConsoleFile(sms), MailFile(mail), mail_carries_content=False)
    readings = [Reading.BAD] * 12 + [Reading.GOOD] * 12
    with time_machine.travel(now(), tick=False) as clock:
        for reading in readings:
            seen = open_rows().get((staffed.institution.pk, Alarm.RECORDER_GONE))
            observe(staffed.institution.pk, Alarm.RECORDER_GONE, reading, seen)
            for channel in Channel:
                deliver_due(channel, senders)
            clock.shift(10)
    assert [line.partition("[한빛구청]")[2].strip() for line in sms.read_text().splitlines()] == [
        "통화 녹취를 확인해야 합니다.",
        "통화 녹취 문제가 해결되었습니다.",
    ]
    told = mail.read_text()
    assert told.count("종류: 녹취기가 응답하지 않음") == 2
    assert told.count("/calls/room/") == 2
    assert told.count("[MAIL]") == 2
