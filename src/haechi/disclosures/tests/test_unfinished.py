"""A recording that a killed recorder left is handed out as sound too (RC-7, RC-12)."""

from haechi.disclosures.handing import fetch_archive, hear, new_archive
from haechi.disclosures.tests.conftest import Office
from haechi.disclosures.tests.test_handing import opened_zip
from haechi.disclosures.types import Way
from haechi.recordings.models import RecordingFile
from haechi.recordings.playing import Sound, waveform
from haechi.recordings.tests.test_containers import left

__all__ = ["left"]


def test_what_nobody_finished_is_handed_out_as_flac_rc_7(office: Office, left: RecordingFile):
    office.file = left
    row = office.signed(Way.PROVISION)
    password = new_archive(actor=office.keeper, request=row)
    _name, chunks = fetch_archive(actor=office.keeper, request=row)
    sounds = {name: held for name, held in opened_zip(chunks, password).items() if "녹취_" in name}
    assert [name.endswith(".flac") for name in sounds] == [True]
    assert next(iter(sounds.values())).startswith(b"fLaC")


def test_a_player_seeks_in_what_nobody_finished_rc_7(office: Office, left: RecordingFile, tmp_path):
    office.file = left
    row = office.signed(Way.VIEWING)
    opened = hear(actor=office.keeper, request=row, item=row.items.get().pk)
    whole = b"".join(opened.audio())
    assert Sound(opened, tmp_path).size == len(whole)
    assert b"".join(Sound(opened, tmp_path).part(10, len(whole) - 5)) == whole[10:-5]
    assert waveform(opened) == []
