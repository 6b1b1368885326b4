"""Uploading recordings of an exchange, as the deputy and the administrator of recording do it (RC-12)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from haechi.common.clock import today
from haechi.recordings import keystore, taking
from haechi.recordings.models import ImportBatch, ImportMapping
from haechi.recordings.taking import take_uploads
from haechi.recordings.uploads import USUAL, mapping_of
from haechi.sites.staff.import_page import why
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_calls import Town, sound
from haechi.telephony.importing import audio, keeping, mapping
from haechi.testing import make_institution

COLUMNS = {"file": "녹음", "caller": "발신", "called": "착신", "begun": "시각", "seconds": "초",
           "date_format": "%Y-%m-%d %H:%M:%S", "encoding": "cp949", "delimiter": ";",
           "left_is_caller": "on"}  # fmt: skip
TABLE = f"시각;발신;착신;초;녹음\n{today() - timedelta(days=1)} 10:00:00;010-9988-7766;02-120-1234;1;a.wav\n"


@pytest.fixture
def town(house: House, settings, tmp_path) -> Town:
    settings.DAY_KEY_DIR = tmp_path / "days"
    return Town(house)


def table(text: str = TABLE, encoding: str = "cp949") -> SimpleUploadedFile:
    return SimpleUploadedFile("통화.csv", text.encode(encoding), "text/csv")


def audio_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.wav", sound().read(), "audio/wav")


@pytest.mark.parametrize("who", ["chief", "leader", "user", "stranger"])
def test_nobody_but_deputy_and_administrator_uploads(town: Town, who: str) -> None:
    client = town.client(who)
    assert client.get(reverse("call_imports")).status_code == 404
    assert client.post(reverse("call_imports")).status_code == 404
    assert client.post(reverse("call_import_mapping")).status_code == 404


def test_a_mapping_is_tried_on_a_table_before_it_is_kept(town: Town) -> None:
    client, url = town.client("keeper"), reverse("call_import_mapping")
    page = client.post(url, {**COLUMNS, "step": "preview", "sample": table()})
    assert "010-9988-7766" in page.content.decode()
    assert "02-120-1234" in page.content.decode()
    assert not ImportMapping.objects.exists()
    wrong = client.post(url, {**COLUMNS, "caller": "누구", "step": "preview", "sample": table()})
    assert wrong.status_code == 422
    assert "없는 열이 있습니다" in wrong.content.decode()
    other = client.post(url, {**COLUMNS, "step": "preview", "sample": table(encoding="utf-8")})
    assert "문자 인코딩이 다릅니다" in other.content.decode()
    assert mapping_of(town.institution) == USUAL
    client.post(url, {**COLUMNS, "step": "save"})
    kept = mapping_of(town.institution)
    assert (kept.columns.file, kept.delimiter, kept.encoding) == ("녹음", ";", "cp949")


@pytest.mark.process
def test_what_is_uploaded_shows_what_became_of_it(town: Town) -> None:
    client = town.client("keeper")
    client.post(reverse("call_import_mapping"), {**COLUMNS, "step": "save"})
    sent = {"table": table(), "audio": [audio_file()]}
    refused = client.post(reverse("call_imports"), sent)
    assert "아직 없습니다" in refused.content.decode()  # the worker has made no key
    keystore.keep_import_keys(town.institution.pk, today())
    sent = {"table": table(), "audio": [audio_file()]}
    answer = client.post(reverse("call_imports"), sent)
    batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("call_import", args=[batch.pk])
    assert "등록 대기 중" in client.get(answer["Location"]).content.decode()
    assert take_uploads() == 0  # no desk, no line yet
    page = client.get(answer["Location"]).content.decode()
    assert "a.wav" in page
    assert "녹취 키 담당자가 비어 있습니다." in page
    assert "등록 안 됨 1" in client.get(reverse("call_imports")).content.decode()


def test_another_institutions_uploads_look_like_none(town: Town) -> None:
    client = town.client("keeper")
    keystore.keep_import_keys(town.institution.pk, today())
    sent = {"table": table(), "audio": [audio_file()]}
    place = client.post(reverse("call_imports"), sent)["Location"]
    assert client.get(place).status_code == 200
    other = make_institution(slug="dareun").institution
    ImportBatch.objects.update(institution=other)
    assert client.get(place).status_code == 404


def test_every_reason_of_the_importer_has_words_for_officers() -> None:
    said = {keeping.OVER, keeping.NO_LINE, keeping.NOT_ON, keeping.NO_TIME, keeping.NOT_AS_LONG}
    said |= {taking.NOT_IN_TABLE, taking.TWICE, taking.TOO_LATE, taking.UNREADABLE, taking.NO_DESK}
    for module in (audio, mapping):
        said |= set(
            re.findall(r'Bad(?:Row|Audio)\("([^"]+)"\)', Path(str(module.__file__)).read_text())
        )
    assert len(said) >= 20
    with translation.override("ko"):
        assert [reason for reason in said if why(reason) == reason] == []
