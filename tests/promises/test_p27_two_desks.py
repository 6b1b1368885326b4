"""P-27: nobody opens a recording alone, not even with the whole server: it takes both desks.

At the keys, not at a page: a thief with the database, every secret of every zone and the private key of one
person opens what can be opened, again and again, and tries all of it, also two by two, on the recording.
"""

from datetime import timedelta

import pytest
from tests.promises.thief import everything_opened, hears, sealed_values, secrets_of_the_server

from haechi.common.clock import today
from haechi.recordings.grants import grant_custodian_half, open_grant
from haechi.recordings.models import RecordingFile
from haechi.recordings.tests.conftest import Hall

SOUND = b"fLaC" + b"\x5a" * 4000


@pytest.fixture
def file(hall: Hall) -> RecordingFile:
    """Of a call that is asked for: the custodian has given a half already."""
    kept = hall.called()
    grant = open_grant(
        actor=hall.keeper, file=kept, grantee=hall.keeper.officer,
        ends_on=today() + timedelta(days=10), reference="disclosure:1",
    )  # fmt: skip
    grant_custodian_half(actor=hall.custodian, grant=grant)
    return kept


def private(hall: Hall, *who: str) -> list[bytes]:
    return [bytes(hall.people[name].unlocked.pair.private) for name in who]


def stolen(*keys: bytes) -> set[bytes]:
    return everything_opened(sealed_values(), [*secrets_of_the_server(), *keys])


def test_one_person_with_the_whole_server_hears_nothing(hall: Hall, file: RecordingFile):
    for name in hall.people:
        assert hears(file, stolen(*private(hall, name))) is None, name


def test_the_server_without_a_person_opens_nothing_of_it(file: RecordingFile):
    assert hears(file, stolen()) is None


def test_administrator_chief_and_head_together_hear_nothing(hall: Hall, file: RecordingFile):
    """Nor do all who sit at no desk with the custodian: the approver's half is the approver's to give."""
    nobody = [name for name in hall.people if name not in {"custodian", "approver"}]
    assert hears(file, stolen(*private(hall, *nobody))) is None
    assert hears(file, stolen(*private(hall, *nobody, "custodian"))) is None


def test_both_desks_together_do(hall: Hall, file: RecordingFile):
    """The control: it is the right lock that is tried above. The custodian's half is the keeper's already."""
    for given in (("custodian", "approver"), ("keeper", "approver")):
        assert hears(file, stolen(*private(hall, *given))) == SOUND
