"""Files: cleaned, sealed, bounded, moved with their report, and never half-written (HL-5, ALL-1)."""

import os
import resource
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import travel

from haechi.blobstore.s3 import StoreUnavailable
from haechi.common.clock import now
from haechi.crypto.aead import new_data_key
from haechi.crypto.errors import CannotOpen
from haechi.institutions.models import Institution
from haechi.institutions.types import UncleanableFiles
from haechi.reports import attachments as module
from haechi.reports.attachments import Owner, discard, file_key_of, read_file, store_file, view_of
from haechi.reports.cleaners import cleaner
from haechi.reports.drafts import (
    add_file,
    draft_owner,
    files_of,
    find_draft,
    purge_expired_drafts,
    remove_file,
)
from haechi.reports.errors import FileRefused, FileTooLarge, StorageFull, TooManyFiles
from haechi.reports.models import Attachment, Draft
from haechi.reports.sealing import open_content, seal_content
from haechi.reports.selectors import attachment_of
from haechi.reports.types import DraftToken, ReportContent, draft_key, new_draft_token
from haechi.testing import file_report

NOTE = "회의록: 업체 선정은 이미 끝났다\n".encode() * 20


@pytest.fixture(autouse=True)
def _blobs(blobs) -> None:
    """Every test here has a blob folder of its own."""


@pytest.fixture
def token() -> DraftToken:
    return new_draft_token()


@pytest.fixture
def add(staffed, spool, token):
    """Uploads a file under the page's token, or another."""

    def upload(content: bytes = NOTE, name: str = "회의록.txt", under: DraftToken = token):
        return add_file(
            institution=staffed.institution, token=under, source=spool(content), name=name
        )

    return upload


def plain(token):
    owner = find_draft(token)
    return [b"".join(read_file(row, owner)) for row in Attachment.objects.filter(draft=owner.draft)]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """The operating system refuses this process every byte of a file beyond `limit`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# Storing and reading


def test_a_file_comes_back_to_the_page_that_sent_it(add, token):
    view = add()
    assert (view.name, view.size, view.media_type) == ("회의록.txt", len(NOTE), "text/plain")
    assert plain(token) == [NOTE]
    assert files_of(token) == [view]


def test_another_token_reads_lists_and_removes_nothing(add, token):
    view, other = add(), new_draft_token()
    assert files_of(other) == []
    assert find_draft(other) is None
    assert remove_file(token=other, attachment_id=view.id) is False
    row = Attachment.objects.get()
    for owner in (Owner(key=new_data_key(), draft=row.draft), Owner(key=find_draft(token).key)):
        with pytest.raises(CannotOpen):
            view_of(row, owner)
        with pytest.raises(CannotOpen):
            file_key_of(row, owner)


def test_neither_name_nor_content_lies_readable_in_row_or_blob(add, blobs):
    add(name="홍길동 비리.txt")
    row = Attachment.objects.values().get()
    stored = b"".join(str(value).encode() for value in row.values())
    stored += bytes(row["sealed_meta"]) + files(blobs)[0].read_bytes()
    for secret in ("홍길동", "회의록", "text/plain"):
        assert secret.encode() not in stored


def test_a_photo_loses_place_and_camera_and_the_reporter_is_told(add, token, photo):
    assert b"PLANTED-CAMERA" in photo
    view = add(photo, "IMG_1.jpg")
    assert {"gps", "device"} <= {code for code, _ in view.removed}
    (stored,) = plain(token)
    assert b"PLANTED-CAMERA" not in stored
    assert b"Exif" not in stored


def test_the_type_is_told_by_content_and_not_by_name(add, photo):
    view = add(photo, "보고서.pdf")
    assert (view.name, view.media_type) == ("보고서.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\kim\\증거.txt", "증거.txt"),
        ("두\r\n줄\t이름.txt", "두 줄 이름.txt"),
        ("\u202etxt.exe", "txt.txt"),
        ("", "file.txt"),
        ("...", "...txt"),
        ("가" * 300 + ".txt", "가" * 146 + ".txt"),
        ("\ud800a.txt", "a.txt"),
    ],
)
def test_a_name_becomes_one_harmless_line(add, typed, kept):
    view = add(name=typed)
    assert view.name == kept
    assert not set(view.name) & set("/\\\r\n\0\u202e")


def test_a_blob_of_another_file_does_not_open_in_this_ones_place(add, token, blobs):
    add(name="a.txt")
    add(name="b.txt")
    one, other = Attachment.objects.all()
    path, foreign = blobs / one.blob, (blobs / other.blob).read_bytes()
    path.write_bytes(foreign)
    with pytest.raises(CannotOpen):
        plain(token)


def test_a_row_whose_keys_were_swapped_does_not_open(add, token):
    add(name="a.txt")
    add(name="b.txt")
    one, other = Attachment.objects.all()
    owner = find_draft(token)
    one.sealed_key, one.sealed_meta = other.sealed_key, other.sealed_meta
    with pytest.raises(CannotOpen):
        file_key_of(one, owner)
    with pytest.raises(CannotOpen):
        view_of(one, owner)


# Refusing


def test_an_empty_file_is_refused_and_leaves_nothing(add, blobs):
    with pytest.raises(FileRefused) as caught:
        add(b"")
    assert caught.value.reason == "empty"
    assert not Attachment.objects.exists()
    assert files(blobs) == []


def test_a_program_called_a_picture_is_refused_or_kept_sealed_as_the_institution_says(
    add, staffed, token
):
    program = b"\x7fELF" + bytes(range(256)) * 8
    with pytest.raises(FileRefused) as caught:
        add(program, "photo.jpg")
    assert caught.value.reason == "unsupported"
    Institution.objects.update(uncleanable_files=UncleanableFiles.SEAL)
    staffed.institution.refresh_from_db()
    view = add(program, "photo.jpg")
    assert (view.warnings, view.media_type) == (("not_cleaned",), "application/octet-stream")
    assert plain(token) == [program]


def test_a_broken_picture_is_refused_whatever_the_institution_says(add, staffed, photo):
    Institution.objects.update(uncleanable_files=UncleanableFiles.SEAL)
    staffed.institution.refresh_from_db()
    with pytest.raises(FileRefused):
        add(photo[:100], "half.jpg")
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at(add, settings, monkeypatch):
    settings.MAX_FILE_BYTES = 100
    monkeypatch.setattr(module, "cleaner", lambda: pytest.fail("cleaned"))
    with pytest.raises(FileTooLarge):
        add(b"x" * 101)


def test_one_file_more_than_the_limit_is_refused_and_the_others_stay(add, settings, token, blobs):
    settings.MAX_FILES = 3
    for number in range(3):
        add(name=f"{number}.txt")
    with pytest.raises(TooManyFiles):
        add(name="3.txt")
    assert [view.name for view in files_of(token)] == ["0.txt", "1.txt", "2.txt"]
    assert len(files(blobs)) == 3


def test_an_officers_files_do_not_use_up_the_reporters_room(add, settings, staffed, spool, token):
    settings.MAX_FILES = 1
    add()
    filed = file_report(staffed, token=token)
    opened = filed.opened()
    owner = Owner(key=opened.data_key, report=opened.report)
    store = {"owner": owner, "institution": staffed.institution, "from_officer": True}
    assert store_file(**store, source=spool(NOTE), name="답변.txt").name == "답변.txt"
    with pytest.raises(TooManyFiles):
        store_file(**store, source=spool(NOTE), name="또.txt")


# A full disk


def test_a_disk_that_fills_up_leaves_nothing_half_written_and_says_so(add, token, blobs, photo):
    add(photo, "first.jpg")  # the cleaner's processes run before the limit does
    with full_disk(64 * 1024), pytest.raises(StorageFull):
        add(b"\xea\xb0\x80\n" * 60_000, "long.txt")
    assert len(files(blobs)) == 1
    assert [view.name for view in files_of(token)] == ["first.jpg"]


def test_a_blob_store_without_room_is_told_as_a_full_disk(add, token, monkeypatch):
    def write_to_a_full_device(chunks: Iterable[bytes]) -> None:
        with open("/dev/full", "wb", buffering=0) as device:
            for chunk in chunks:
                device.write(chunk)

    monkeypatch.setattr(module, "write_blob", write_to_a_full_device)
    with pytest.raises(StorageFull):
        add()
    assert files_of(token) == []


def test_an_object_store_that_does_not_answer_is_told_as_no_room(add, token, monkeypatch):
    def refuse(_chunks: Iterable[bytes]) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(module, "write_blob", refuse)
    with pytest.raises(StorageFull):
        add()
    assert files_of(token) == []


def test_a_database_that_refuses_leaves_no_blob_behind(add, blobs, monkeypatch):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(module, "_insert", refuse)
    with pytest.raises(RuntimeError):
        add()
    assert files(blobs) == []


def test_a_draft_that_is_gone_when_its_file_arrives_keeps_no_blob(
    staffed, spool, token, blobs, transactional_db
):
    owner = draft_owner(staffed.institution, token)
    Draft.objects.all().delete()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        store_file(owner=owner, institution=staffed.institution, source=spool(NOTE), name="a.txt")
    assert files(blobs) == []


# Drafts


def test_a_file_can_be_removed_again_once(add, token, blobs, django_capture_on_commit_callbacks):
    view = add()
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_file(token=token, attachment_id=view.id) is True
    assert files(blobs) == []
    assert remove_file(token=token, attachment_id=view.id) is False


@pytest.mark.parametrize("typed", ["", "x", "1", "../a", "\x00", str(uuid.UUID(int=7))])
def test_removing_what_is_no_file_is_simply_false(token, typed, db):
    assert remove_file(token=token, attachment_id=typed) is False


def test_a_draft_tells_neither_its_token_nor_a_time(add, token):
    add()
    draft = Draft.objects.values().get()
    assert token.hex() not in str(draft)
    assert set(draft) == {"id", "institution_id", "expires_on"}


def test_a_form_opened_yesterday_still_has_its_files_and_not_the_day_after(add, token, blobs):
    add()
    with travel(now() + timedelta(days=1)):
        assert purge_expired_drafts() == 0
        assert len(files_of(token)) == 1
    with travel(now() + timedelta(days=2)):
        assert purge_expired_drafts() == 1
    assert (files(blobs), Draft.objects.count(), Attachment.objects.count()) == ([], 0, 0)


def test_the_sweep_never_takes_the_files_of_a_report_that_was_sent(add, token, staffed, blobs):
    add()
    with travel(now() + timedelta(days=5)):
        file_report(staffed, token=token)
        assert purge_expired_drafts() == 0
    assert len(files(blobs)) == 1


# From draft to report


def test_files_move_with_the_report_under_its_key_and_the_token_opens_them_no_more(
    add, token, staffed
):
    views = [add(name=f"{number}.txt") for number in range(3)]
    opened = file_report(staffed, token=token).opened()
    owner = Owner(key=opened.data_key, report=opened.report)
    rows = list(Attachment.objects.filter(report=opened.report))
    assert [view_of(row, owner).name for row in rows] == ["0.txt", "1.txt", "2.txt"]
    assert [row.position for row in rows] == [1, 2, 3]
    assert [b"".join(read_file(row, owner)) for row in rows] == [NOTE] * 3
    assert {view.id for view in views} == {str(row.pk) for row in rows}
    assert find_draft(token) is None
    by_token = Owner(key=draft_key(token), draft=Draft(id="x"))
    for row in rows:
        with pytest.raises(CannotOpen):
            file_key_of(row, by_token)


def test_a_report_sent_twice_keeps_its_files_once(add, token, staffed):
    add()
    file_report(staffed, token=token)
    file_report(staffed, token=token)
    assert Attachment.objects.count() == 1


def test_a_file_of_one_report_is_not_found_through_another(add, token, staffed):
    view = add()
    opened = file_report(staffed, token=token).opened()
    other = file_report(staffed).opened()
    assert attachment_of(opened, view.id).pk == uuid.UUID(view.id)
    for typed in (view.id, "", "x", "\x00"):
        assert attachment_of(other, typed) is None


def test_files_that_never_became_part_of_a_message_can_be_discarded(add, token, staffed, blobs):
    add()
    file_report(staffed, token=token)
    discard(list(Attachment.objects.all()))
    assert (files(blobs), Attachment.objects.count()) == ([], 0)


# Content


def test_content_opens_only_in_its_own_report_even_under_the_same_key():
    key, content = new_data_key(), ReportContent("글", "어제", "시청", "과장")
    sealed = seal_content(key, uuid.UUID(int=1), content)
    assert open_content(key, uuid.UUID(int=1), sealed) == content
    with pytest.raises(CannotOpen):
        open_content(key, uuid.UUID(int=2), sealed)


def test_the_cleaner_of_a_process_is_one():
    assert cleaner() is cleaner()


def test_a_file_is_on_the_disk_before_its_row_is_there(add, monkeypatch):
    """Fault: power cut between file and row (HL-1). The row must be the later of the two."""
    rows_when_synced = []
    real = os.fsync

    def recorded(descriptor: int) -> None:
        rows_when_synced.append(Attachment.objects.count())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", recorded)
    add()
    assert rows_when_synced == [0, 0, 0]  # the file, its folder, the folder's folder
    assert Attachment.objects.count() == 1
