"""Recordings of an exchange, uploaded on a page: sealed at once, taken in by the worker (RC-4, RC-12)."""

import io
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from haechi.blobstore.services import blob_folder, delete_blob
from haechi.common.clock import now, today
from haechi.recordings import keystore, taking
from haechi.recordings.days import forget_import_keys, make_days
from haechi.recordings.errors import NotNow, NotResponsible
from haechi.recordings.models import Call, ImportBatch, ImportFile, RecordingFile
from haechi.recordings.numbers import open_name
from haechi.recordings.taking import NOT_IN_TABLE, TOO_LATE, TWICE, UNREADABLE, take_uploads
from haechi.recordings.tests.conftest import tone
from haechi.recordings.types import ImportState
from haechi.recordings.uploads import Upload, preview, receive, save_mapping
from haechi.telephony.importing.keeping import NO_LINE, NOT_AS_LONG, OVER
from haechi.telephony.importing.mapping import BadRow, Columns, Mapping, Row

pytestmark = pytest.mark.process
HEAD = "통화시작,발신번호,수신번호,통화시간,녹음파일"
NAME = "20261120_01012345678.wav"


@pytest.fixture(autouse=True)
def spool(settings, tmp_path):
    """As `haechi worker` finds it: nobody made it."""
    settings.SPOOL_DIR = tmp_path / "worker" / "spool"


def upload(name: str, content: bytes) -> Upload:
    return Upload(name, len(content), io.BytesIO(content))


def line(*, days: int = 2, called: str = "02-120-1234", seconds: int = 2, name: str = NAME) -> str:
    return f"{today() - timedelta(days=days)} 09:30:00,010-1234-5678,{called},{seconds},{name}"


def sent(hall, *lines: str, audio: tuple[tuple[str, bytes], ...] = ()) -> ImportBatch:
    audio = audio or ((NAME, tone(2.0)),)
    table = upload("통화내역.csv", "\n".join((HEAD, *lines, "")).encode("cp949"))
    return receive(actor=hall.keeper, table=table, audio=[upload(*each) for each in audio])


def results(batch: ImportBatch) -> list[tuple[str, str]]:
    return [(each.state, each.reason) for each in batch.files.all()]


def plain_in(folders: list[Path], planted: tuple[bytes, ...]) -> list[bytes]:
    rows = [*ImportBatch.objects.values_list(), *ImportFile.objects.values_list()]
    kept = [
        value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row
    ]
    kept += [path.read_bytes() for each in folders for path in each.rglob("*") if path.is_file()]
    return [each for each in planted if any(each in one for one in kept)]


def test_an_upload_is_a_call_under_the_key_of_its_own_day_once_and_never_plain(
    hall, tmp_path: Path
):
    sound = tone(2.0)
    batch = sent(hall, line(), audio=((NAME, sound),))
    again = sent(hall, line(name="b.wav"), audio=(("b.wav", sound),))
    planted = (sound[2000:2040], b"01012345678", b"010-1234-5678", NAME.encode())
    blobs = blob_folder()
    assert blobs is not None
    assert plain_in([blobs, tmp_path], planted) == []
    assert take_uploads() == 1
    assert results(batch) == [(ImportState.TAKEN, "")]
    assert results(again) == [(ImportState.KNOWN, "")]
    assert plain_in([blobs, tmp_path], planted) == []
    file = RecordingFile.objects.select_related("call", "day_key").get()
    assert file.call.mode == "imported"
    assert file.call.line == hall.line
    assert file.day_key.day == file.call.day == today() - timedelta(days=2)
    assert file.day_key.destroy_on == today() + timedelta(days=29)
    assert file.milliseconds == 2000
    batch.refresh_from_db()
    assert (batch.blob, bytes(batch.key), batch.missing, batch.faults) == ("", b"", 0, [])
    assert open_name(batch.files.get().name, batch.files.get().call) == NAME


def test_each_file_that_cannot_be_taken_says_why_and_the_rest_is_taken(hall):
    names = ("over", "stranger", "long", "unnamed", "twice", "broken", "good")
    batch = sent(
        hall,
        line(days=31, name="over"),
        line(called="02-999-9999", name="stranger"),
        line(seconds=300, name="long"),
        line(name="twice"),
        line(name="twice"),
        line(name="broken"),
        line(name="good"),
        line(name="missing"),
        "어제,1,2,3,d",
        audio=tuple(
            (name, b"RIFF????WAVEfmt " if name == "broken" else tone(2.0)) for name in names
        ),
    )
    assert take_uploads() == 1
    reasons = (OVER, NO_LINE, NOT_AS_LONG, NOT_IN_TABLE, TWICE, UNREADABLE)
    rejected = [(ImportState.REJECTED, reason) for reason in reasons]
    assert results(batch) == [*rejected, (ImportState.TAKEN, "")]
    assert not ImportFile.objects.exclude(blob="").exists()
    batch.refresh_from_db()
    assert batch.missing == 1
    assert batch.faults == [[10, "the time is not in this format"]]


def test_a_worker_that_is_killed_before_it_says_so_catalogues_a_call_once(hall, monkeypatch):
    batch = sent(hall, line())
    with monkeypatch.context() as patch:
        patch.setattr(taking, "_settle", lambda *_: sys.exit(9))
        with pytest.raises(SystemExit):
            take_uploads()
    assert Call.objects.count() == 1
    assert results(batch) == [(ImportState.WAITING, "")]
    take_uploads()
    assert Call.objects.count() == 1
    assert results(batch) == [(ImportState.TAKEN, "")]


def test_after_two_days_nobody_opens_what_was_not_taken_in(hall):
    batch = sent(hall, line())
    with time_machine.travel(now() + timedelta(days=2)):
        make_days()
        assert forget_import_keys() > 0
        assert not keystore.exists(hall.institution.pk, keystore.import_name(batch.key_day))
        assert take_uploads() == 0
    assert results(batch) == [(ImportState.REJECTED, TOO_LATE)]


def missing(_name):
    raise FileNotFoundError


def test_a_store_that_is_not_mounted_for_a_moment_loses_no_upload(
    hall, settings, monkeypatch, tmp_path
):
    """RC-12, ALL-1: everything stays where it is, and is taken in afterwards."""
    batch = sent(hall, line())
    keys = settings.DAY_KEY_DIR
    settings.DAY_KEY_DIR = tmp_path / "not mounted"
    assert take_uploads() == 0
    settings.DAY_KEY_DIR = keys
    path = keystore._folder(hall.institution.pk) / keystore.import_name(batch.key_day)
    path.rename(path.with_suffix(".away"))
    path.mkdir()  # what no process can read as a file, root neither
    with pytest.raises(OSError, match="import key"):
        take_uploads()
    path.rmdir()
    path.with_suffix(".away").rename(path)
    with monkeypatch.context() as patch:
        patch.setattr(taking, "open_blob", missing)
        patch.setattr(taking, "blob_folder", lambda: tmp_path / "empty")
        with pytest.raises(OSError, match="blob store"):
            take_uploads()
    assert results(batch) == [(ImportState.WAITING, "")]
    assert take_uploads() == 1
    assert results(batch) == [(ImportState.TAKEN, "")]


def test_a_key_that_goes_with_its_folder_during_the_work_rejects_nothing(
    hall, monkeypatch, settings, tmp_path
):
    batch = sent(hall, line())
    opened = taking.day_of

    def unmount(row):
        settings.DAY_KEY_DIR = tmp_path / "not mounted"
        return opened(row)

    monkeypatch.setattr(taking, "day_of", unmount)
    with pytest.raises(OSError, match="folder of keys"):
        take_uploads()
    assert results(batch) == [(ImportState.WAITING, "")]


def test_an_upload_whose_sealed_file_is_gone_alone_is_given_up(hall):
    batch = sent(hall, line(), line(name="b.wav"), audio=((NAME, tone(2.0)), ("b.wav", tone(1.9))))
    first = batch.files.first()
    assert first
    delete_blob(first.blob)
    assert take_uploads() == 1
    assert results(batch) == [(ImportState.REJECTED, TOO_LATE), (ImportState.TAKEN, "")]


def test_only_the_deputy_and_the_administrator_upload_and_only_with_a_key(hall):
    with pytest.raises(NotResponsible):
        receive(actor=hall.chief, table=upload("a.csv", b""), audio=[upload("a.wav", b"-")])
    with pytest.raises(NotResponsible):
        save_mapping(actor=hall.stranger, mapping=Mapping(Columns("a", "b", "c", "d", "e")))
    keystore.destroy_all(hall.institution.pk)
    with pytest.raises(NotNow):
        sent(hall, line())
    assert not ImportBatch.objects.exists()


def test_a_mapping_is_tried_on_the_first_rows(hall):
    table = f"{HEAD}\n{line()}\n가,1,2,3,a.wav\n".encode("cp949")
    mapping = Mapping(
        Columns("녹음파일", "발신번호", "수신번호", "통화시작", "통화시간"), encoding="cp949"
    )
    first, second = preview(table, mapping)
    assert isinstance(first, Row)
    assert first.called == "021201234"
    assert isinstance(second, BadRow)
    with pytest.raises(BadRow):
        preview(table, Mapping(mapping.columns))
