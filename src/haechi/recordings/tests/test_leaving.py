"""An institution that leaves takes its decisions along; its recordings end here, keys first (RC-4, ALL-3)."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from haechi.common.clock import today
from haechi.continuity.models import ExportReceipt
from haechi.moving.errors import CannotMove
from haechi.moving.tests.test_round_trip import destroyed, exported, taken_in
from haechi.recordings import keystore
from haechi.recordings.grants import open_grant
from haechi.recordings.holds import hold
from haechi.recordings.models import (
    Call,
    DayKey,
    Designation,
    Line,
    Notice,
    RecordingSettings,
    RecordingUse,
)


def test_decisions_come_along_and_recordings_are_destroyed(hall, tmp_path):
    file = hall.called()
    blobs = [file.blob, file.peaks]
    open_grant(
        actor=hall.keeper,
        file=file,
        grantee=hall.keeper.officer,
        ends_on=today() + timedelta(days=1),
        reference="disclosure:1",
    )
    spoken = Notice.objects.get().sha256
    archive = exported(hall.institution, tmp_path / "gone.haechi")
    destroyed(hall.institution, sha256=ExportReceipt.objects.get().sha256)
    assert not [name for name in blobs if default_storage.exists(name)]
    folder = keystore._folder(hall.institution.pk)
    assert not [path.name for path in folder.iterdir() if path.suffix != ".gone"]
    for model in (Call, DayKey, Line, Designation, RecordingSettings):
        assert not model.objects.exists()

    made = taken_in(archive)
    assert RecordingSettings.objects.get(pk=made.pk).full_notice == Notice.objects.get()
    assert Notice.objects.get().sha256 == spoken
    chief = Designation.objects.get(institution=made, kind="chief")
    assert chief.officer.name == "정보통신과장"
    assert RecordingUse.objects.get().department.name_ko == "복지과"
    assert not Call.objects.exists()


def test_a_recording_under_a_legal_hold_keeps_its_institution_here(hall, tmp_path):
    hold(actor=hall.chief, file=hall.called(), reason="수사기관 요청")
    exported(hall.institution, tmp_path / "gone.haechi")
    with pytest.raises(CannotMove, match="녹취"):
        destroyed(hall.institution, sha256=ExportReceipt.objects.get().sha256)
    assert keystore.is_there(hall.institution.pk)
