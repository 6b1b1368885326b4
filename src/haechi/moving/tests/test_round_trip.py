"""An institution leaves and comes: everything opens again with its own keys, nothing without (HL-8, ALL-1)."""

import argparse
import json
from pathlib import Path

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.models import Case
from haechi.cli.institution import add_arguments, run
from haechi.common.clock import now, today
from haechi.continuity.models import Arrival, Departure, ExportReceipt, LeavingRequest
from haechi.conversations.selectors import files_sent_with, messages_of
from haechi.crypto.secrets_store import brought_peppers, drop_pepper
from haechi.custody.types import UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.inbox.holds import hold
from haechi.inbox.models import LegalHold
from haechi.inbox.selectors import notes_of
from haechi.institutions.models import EntryPoint, Institution
from haechi.moving import arrival, destruction
from haechi.moving.archive import ArchiveReader
from haechi.moving.arrival import Place, obstacles, take_in
from haechi.moving.contents import look
from haechi.moving.destruction import Order, begin, finish
from haechi.moving.errors import ArchiveRefused, CannotMove
from haechi.moving.export import Export, export_institution
from haechi.moving.tables import TABLES
from haechi.moving.tests.people import ACTOR, FILE, PASSWORD, make_leaving
from haechi.reports.access import open_report, sign_in
from haechi.reports.attachments import Owner, read_file
from haechi.reports.errors import WrongCredential
from haechi.reports.models import Attachment, Report
from haechi.reports.selectors import attachment_of, content_of
from haechi.retention.models import DestructionRecord
from haechi.retention.types import Kind, Rule
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.testing import at_work, file_report, make_institution

pytestmark = pytest.mark.django_db
PASSPHRASE = "eight words that nobody else would ever guess"


def silent(*_):
    return None


@pytest.fixture
def leaving():
    return make_leaving()


@pytest.fixture
def archive(leaving, tmp_path):
    return exported(leaving.institution, tmp_path / "narae.haechi")


@pytest.fixture(autouse=True)
def no_pepper_stays(settings):
    yield
    for number in brought_peppers(settings.SECRETS_DIR):
        drop_pepper(settings.SECRETS_DIR, number)


def exported(institution, path, **more):
    export = Export(institution, path, PASSPHRASE, "공문 감사-12", **more)
    export_institution(actor=ACTOR, export=export, told=silent)
    return path


def destroyed(institution, **order):
    going = begin(actor=ACTOR, institution=institution, order=Order(**order))
    return finish(actor=ACTOR, departure=going, told=silent)


def taken_in(path, **place):
    contents = look(path, PASSPHRASE, silent)
    where = Place(place.pop("slug", contents.about["slug"]), **place)
    return take_in(
        actor=ACTOR, path=path, passphrase=PASSPHRASE, contents=contents, place=where, told=silent
    )


def receipt_hash():
    return ExportReceipt.objects.get().sha256


def test_reporters_and_officers_find_everything_again_after_a_move(leaving, archive):
    kept = make_institution("other")  # takes numbers: what comes gets others than it had
    file_report(kept)
    destroyed(leaving.institution, sha256=receipt_hash())
    made = taken_in(archive)

    assert made.pk != leaving.institution.pk
    first = leaving.filed[0]
    opened = open_report(
        sign_in(typed_key=first.receipt.report_key, typed_password=first.receipt.password)
    )
    assert content_of(opened).text == "첫째 신고의 글"
    assert [message.text for message in messages_of(opened)] == ["답변의 글", "신고자의 답글"]
    (view,) = files_sent_with(opened)
    owner = Owner(key=opened.data_key, report=opened.report)
    assert b"".join(read_file(attachment_of(opened, view.id), owner)) == FILE
    session = sign_in(typed_key=leaving.chat.report_key, typed_password=leaving.chat.password)
    assert [m.text for m in messages_of(open_report(session))] == ["청렴톡에 쓴 글"]
    assert made.chats.get().subject == "abuse"
    assert (made.talk.opens_at.hour, made.talk.quick_answers) == (9, ["언제입니까?"])
    account = Account.objects.get(username=leaving.username)
    assert account.check_password(PASSWORD)
    officer = UnlockedOfficer(account.officer_id, made.pk, unlock(account, PASSWORD))
    seen = report_for(at_work(officer), first.report.pk)
    assert content_of(seen).text == "첫째 신고의 글"
    assert [note.text for note in notes_of(seen)] == ["메모의 글"]
    assert Report.objects.get(pk=leaving.filed[1].report.pk).merged_into_id == first.report.pk
    assert made.entry_points.filter(code="lobby").exists()


def test_a_report_filed_after_the_move_stands_under_the_same_pepper_and_moves_on(
    leaving, archive, tmp_path
):
    destroyed(leaving.institution, sha256=receipt_hash())
    made = taken_in(archive)
    from_there = Account.objects.get(username=leaving.username)
    people = UnlockedOfficer(from_there.officer_id, made.pk, unlock(from_there, PASSWORD))
    filed = file_report(type(make_institution("other"))(made, (people,)), "셋째 글")
    again = exported(made, tmp_path / "again")
    sha256 = ExportReceipt.objects.get(institution_id=made.pk).sha256
    destroyed(made, sha256=sha256)
    taken_in(again)
    for each, text in ((filed, "셋째 글"), (leaving.filed[1], "둘째 신고의 글")):
        receipt = each.receipt
        session = sign_in(typed_key=receipt.report_key, typed_password=receipt.password)
        assert content_of(open_report(session)).text == text


def test_the_archive_holds_nothing_of_another_institution_and_nothing_readable(leaving, tmp_path):
    other = make_leaving("other")
    path = exported(leaving.institution, tmp_path / "a")
    held = path.read_bytes()
    for word in ("나래시설공단", leaving.username, "narae", PASSPHRASE):
        assert word.encode() not in held
    plain = b""
    with ArchiveReader(path, PASSPHRASE) as reader:
        for name, size, source in reader.members():
            if not name.startswith("blobs/"):
                plain += source.read(size)
    assert leaving.username.encode() in plain
    assert str(leaving.filed[0].report.pk).encode() in plain
    assert other.username.encode() not in plain
    for filed in other.filed:
        assert str(filed.report.pk).encode() not in plain
    for text in ("첫째 신고의 글", "답변의 글", "메모의 글", PASSWORD):
        assert text.encode() not in plain
        assert json.dumps(text)[1:-1].encode() not in plain


def test_the_root_pepper_does_not_travel(leaving, archive, settings):
    found = look(archive, PASSPHRASE, silent)
    assert set(found.peppers) == {"pepper"}
    assert found.peppers["pepper"] != settings.PEPPER_PROOF


def test_reports_of_the_first_release_move_with_the_old_pepper_only(leaving, tmp_path, settings):
    first = exported(leaving.institution, tmp_path / "f", first_pepper=True)
    assert look(first, PASSPHRASE, silent).peppers["first_pepper"] == settings.PEPPER_PROOF


def test_a_changed_archive_is_refused(archive, tmp_path):
    whole, spoiled = archive.read_bytes(), tmp_path / "spoiled"
    for where in (40, 300, 5000, -1):
        data = bytearray(whole)
        data[where] ^= 1
        spoiled.write_bytes(data)
        with pytest.raises(ArchiveRefused):
            look(spoiled, PASSPHRASE, silent)


def test_an_archive_cut_short_is_refused(archive, tmp_path):
    short = tmp_path / "short"
    for cut in (1, 17, 20_000):
        short.write_bytes(archive.read_bytes()[:-cut])
        with pytest.raises(ArchiveRefused):
            look(short, PASSPHRASE, silent)


def test_another_passphrase_or_a_newer_format_is_refused(archive, tmp_path):
    with pytest.raises(ArchiveRefused):
        look(archive, PASSPHRASE + "!", silent)
    newer = tmp_path / "newer"
    newer.write_bytes(archive.read_bytes().replace(b'"version": 1', b'"version": 2', 1))
    with pytest.raises(ArchiveRefused, match="newer release"):
        look(newer, PASSPHRASE, silent)


def test_taken_names_are_told_with_what_to_do(leaving, archive):
    contents = look(archive, PASSPHRASE, silent)
    slug, users = obstacles(contents, Place("narae"))
    assert "--as" in slug
    assert "--user-prefix" in users
    assert obstacles(contents, Place("narae-2", "n.")) == []


def test_an_institution_that_is_here_already_cannot_come_twice(leaving, archive, settings):
    blobs = blobs_stored(settings)
    with pytest.raises(CannotMove, match="already"):
        taken_in(archive, slug="narae-2", user_prefix="n.")
    assert Institution.objects.count() == 1
    assert blobs_stored(settings) == blobs
    assert brought_peppers(settings.SECRETS_DIR) == {}


def test_a_failure_in_the_middle_leaves_nothing(leaving, archive, settings, monkeypatch):
    destroyed(leaving.institution, sha256=receipt_hash())
    before = blobs_stored(settings)

    def fail(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(arrival, "keep_pepper", fail)
    with pytest.raises(OSError, match="space"):
        taken_in(archive)
    assert not Institution.objects.exists()
    assert not Arrival.objects.exists()
    assert blobs_stored(settings) == before


def blobs_stored(settings):
    return {path.name for path in Path(settings.BLOB_DIR).rglob("*") if path.is_file()}


def test_a_full_disk_leaves_no_half_file(leaving, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr("haechi.moving.export.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        exported(leaving.institution, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    assert not ExportReceipt.objects.exists()


def test_nothing_of_it_is_here_any_more_and_the_law_s_records_are(leaving, archive, settings):
    other = make_leaving("other")
    number = leaving.institution.pk
    names = set(
        Attachment.objects.filter(report__institution_id=number).values_list("blob", flat=True)
    )
    done = destroyed(
        leaving.institution, sha256=receipt_hash(), new_address="https://report.narae.kr/"
    )
    for table in TABLES:
        if table.is_destroyed:
            assert not table.rows(number).exists(), table.label
    assert names
    assert not {Path(name).name for name in names} & blobs_stored(settings)
    assert done.counts["reports.Report"] == 3, "two reports and a chat"
    record = DestructionRecord.objects.get(institution_id=number, kind=Kind.INSTITUTION)
    assert record.rule == Rule.LEFT
    assert AuditEntry.objects.filter(institution_id=number, action=Action.INSTITUTION_LEFT).exists()
    receipt = other.filed[0].receipt
    session = sign_in(typed_key=receipt.report_key, typed_password=receipt.password)
    assert content_of(open_report(session)).text == "첫째 신고의 글"


def test_a_legal_hold_stops_it(leaving, archive):
    account = Account.objects.get(username=leaving.username)
    number = leaving.institution.pk
    officer = at_work(
        UnlockedOfficer(account.officer_id, number, unlock(account, PASSWORD)), account.role
    )
    hold(actor=officer, opened=report_for(officer, leaving.filed[0].report.pk), reason="수사")
    with pytest.raises(CannotMove, match="legal hold"):
        destroyed(leaving.institution, sha256=receipt_hash())
    assert LegalHold.objects.exists()
    assert Institution.objects.get(pk=number).is_active


def test_a_hold_on_a_cases_record_stops_it(leaving, archive):
    fields = {"year": 2026, "sequence": 1, "content": b"", "retention_years": 5}
    day = {"registered_on": today(), "received_on": today(), "state_on": today()}
    Case.objects.create(institution=leaving.institution, **fields, **day, held_since=today())
    with pytest.raises(CannotMove, match="cases under a legal hold"):
        destroyed(leaving.institution, sha256=receipt_hash())
    assert Institution.objects.get(pk=leaving.institution.pk).is_active


def test_what_changed_since_the_export_stops_it(leaving, archive):
    Report.objects.filter(pk=leaving.filed[0].report.pk).update(has_news=False)
    Report.objects.filter(pk=leaving.filed[1].report.pk).update(has_news=True)
    with pytest.raises(CannotMove, match="export again"):
        destroyed(leaving.institution, sha256=receipt_hash())
    assert Institution.objects.get().is_active, "it goes on as before"


def test_an_unknown_hash_and_no_export_without_reason_stop_it(leaving, archive):
    with pytest.raises(CannotMove, match="no export"):
        destroyed(leaving.institution, sha256="0" * 64)
    with pytest.raises(CannotMove, match="reason"):
        destroyed(leaving.institution)
    assert not Departure.objects.exists()
    assert destroyed(leaving.institution, reason="해산, 승계 기관 없음").destroyed_on


def test_an_affiliate_of_its_own_stops_it(leaving, archive):
    child = make_institution("child").institution
    Institution.objects.filter(pk=child.pk).update(parent=leaving.institution)
    with pytest.raises(CannotMove, match="affiliates"):
        destroyed(leaving.institution, sha256=receipt_hash())


def test_a_run_that_was_killed_is_simply_started_again(leaving, archive, monkeypatch):
    going = begin(actor=ACTOR, institution=leaving.institution, order=Order(sha256=receipt_hash()))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(destruction, "destroy_reports", killed)
        with pytest.raises(KeyboardInterrupt):
            finish(actor=ACTOR, departure=going, told=silent)
    opened = leaving.filed[0].receipt
    session = sign_in(typed_key=opened.report_key, typed_password=opened.password)
    with pytest.raises(WrongCredential):
        open_report(session)
    again = begin(actor=ACTOR, institution=leaving.institution, order=Order())
    assert again.pk == going.pk
    assert finish(actor=ACTOR, departure=again, told=silent).destroyed_on
    assert not Institution.objects.exists()
    assert not EntryPoint.objects.exists()


def test_the_command_takes_what_two_managers_asked_for_and_nothing_of_one_alone(
    leaving, tmp_path, monkeypatch, capsys
):
    number, target = leaving.institution.pk, tmp_path / "asked.haechi"
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    words = ["export", leaving.institution.slug, "--to", str(target)]
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    given = parser.parse_args([*words, "--passphrase-file", str(secret)])
    asked = {"asked_by": 1, "asked_name": "가온", "asked_at": now()}
    LeavingRequest.objects.create(institution_id=number, reason="자체 설치, 감사-12", **asked)
    assert run(given) == 1, "nobody agreed yet"
    assert "--reason" in capsys.readouterr().err
    assert not target.exists()
    LeavingRequest.objects.update(agreed_by=2, agreed_name="나래", agreed_at=now())
    assert run(given) == 0
    row = AuditEntry.objects.get(action=Action.INSTITUTION_EXPORTED)
    assert row.detail["reason"] == "자체 설치, 감사-12 (가온, 나래)"
    parent = make_institution("parent").institution
    Institution.objects.filter(pk=number).update(parent=parent)
    leaving.institution.refresh_from_db()
    gone = destroyed(leaving.institution, reason="해산")
    assert gone.parent_id == parent.pk
    assert not LeavingRequest.objects.exists()
