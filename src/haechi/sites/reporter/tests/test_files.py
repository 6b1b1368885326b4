"""Files without and with JavaScript (HL-1, HL-5): cleaned, shown, removable; a bad one loses nothing."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import Settings

from haechi.institutions.types import UncleanableFiles
from haechi.reports.models import Attachment, Report
from haechi.reports.types import new_draft_token, write_draft_token
from haechi.sites.reporter.tests.samples import PROGRAM, photo, upload
from haechi.sites.reporter.tests.site import Reporter, SiteClient, body, credentials, hidden


def stored_ids(page: str) -> list[str]:
    return re.findall(r'name="remove" value="([0-9a-f-]{36})"', page)


def test_files_of_the_plain_form_are_stored_shown_removed_and_sent(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    photos = [upload("현장.jpg", photo()), upload("둘째.jpg", photo("Apple"))]
    page = body(reporter.posts(fields | {"to": "review", "files": photos}))
    assert "현장.jpg" in page
    assert "찍거나 만든 기기" in page
    first, second = stored_ids(page)
    page = body(reporter.posts(fields | {"at": "review", "remove": first, "files_seen": "2"}))
    assert stored_ids(page) == [second]
    assert "확인하고 보내기" in page
    credentials(body(reporter.posts(fields | {"to": "submit", "kind": "drawn"})))
    assert list(Attachment.objects.values_list("report", flat=True)) == [Report.objects.get().pk]


def test_a_program_called_jpg_is_refused_beside_its_name_and_the_rest_is_kept(
    reporter: Reporter,
) -> None:
    files = [upload("사진.jpg", PROGRAM), upload("진짜.jpg", photo())]
    page = reporter.posts(reporter.opens_form() | {"to": "review", "files": files})
    assert page.status_code == 422
    assert "사진.jpg" in body(page)
    assert "숨은 정보를 지울 수 없습니다" in body(page)
    assert len(stored_ids(body(page))) == 1
    assert "상품권을 받는 것을" in body(page)


def test_where_the_institution_seals_such_files_the_reporter_is_warned(reporter: Reporter) -> None:
    reporter.at.institution.uncleanable_files = UncleanableFiles.SEAL
    reporter.at.institution.save()
    page = body(
        reporter.posts(reporter.opens_form() | {"to": "review", "files": upload("a.jpg", PROGRAM)})
    )
    assert "그대로 봉해 보관합니다" in page
    assert len(stored_ids(page)) == 1


def test_an_empty_file_is_told_and_nothing_else_is_lost(reporter: Reporter) -> None:
    page = body(
        reporter.posts(reporter.opens_form() | {"to": "review", "files": upload("빈.pdf", b"")})
    )
    assert "빈 파일(0바이트)입니다" in page
    assert "상품권을 받는 것을" in page


def test_of_forty_files_the_first_twenty_are_kept(reporter: Reporter) -> None:
    files = [upload(f"{at}.txt", f"글 {at}".encode()) for at in range(40)]
    page = body(reporter.posts(reporter.opens_form() | {"to": "review", "files": files}))
    assert len(stored_ids(page)) == 20
    assert page.count("받지 않았습니다. 파일은 20개까지입니다") == 20


def test_the_limit_is_shown_before(reporter: Reporter) -> None:
    assert "파일 하나에 2.0\xa0GB까지, 모두 20개까지" in body(reporter.client.get("/hanbit/"))


def test_a_file_over_the_limit_of_the_whole_body_loses_no_text(
    reporter: Reporter, settings: Settings
) -> None:
    """The body was cut: what stood before the cut is whole, the last file is not."""
    settings.MAX_FILE_BYTES = 4_000_000
    reporter.client.handler.limit = 4_000_000
    files = [upload("작은.jpg", photo()), upload("큰.txt", b"a" * 5_000_000)]
    page = body(reporter.posts(reporter.opens_form() | {"to": "review", "files": files}))
    assert "마지막 파일이 오지 않았습니다" in page
    assert "파일 하나는 3.8\xa0MB까지" in page
    assert len(stored_ids(page)) == 1
    assert "상품권을 받는 것을" in page


def test_a_full_disk_while_uploading_keeps_the_text(reporter: Reporter) -> None:
    reporter.client.handler.disk = 20_000
    page = body(
        reporter.posts(
            reporter.opens_form() | {"to": "review", "files": upload("a.txt", b"a" * 40_000)}
        )
    )
    assert "마지막 파일을 저장할 자리가 없었습니다" in page
    assert "상품권을 받는 것을" in page
    assert not stored_ids(page)


def test_a_button_with_a_strange_value_removes_nothing(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    reporter.posts(fields | {"to": "files", "files": upload("a.jpg", photo())})
    page = body(reporter.posts(fields | {"remove": "../../etc"}))
    assert len(stored_ids(page)) == 1


def by_script(client: SiteClient, url: str, content: bytes, **headers: str) -> Any:
    return client.post(
        url, content, content_type="application/octet-stream", headers=headers or None
    )


def test_by_script_the_answer_describes_the_cleaned_file(reporter: Reporter) -> None:
    draft = hidden(body(reporter.client.get("/hanbit/")), "draft")
    name = {"X-Draft": draft, "X-File-Name": quote("현장 사진.JPG")}
    answer = json.loads(body(by_script(reporter.client, "/hanbit/files/", photo(), **name)))
    (described,) = answer["files"]
    assert described["id"] == answer["id"]
    assert described["name"] == "현장 사진.jpg"
    assert described["removed"] == ["찍거나 만든 기기"]
    left = by_script(
        reporter.client, "/hanbit/files/remove", answer["id"].encode(), **{"X-Draft": draft}
    )
    assert json.loads(body(left)) == {"files": []}
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "headers", "status", "words"),
    [
        (PROGRAM, {}, 422, "숨은 정보를 지울 수 없습니다"),
        (b"", {}, 422, "빈 파일"),
        (b"x", {"X-Draft": "broken"}, 400, "연결이 끊겼습니다"),
    ],
)
def test_by_script_a_refusal_is_a_sentence(
    reporter: Reporter, content: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    token = {"X-Draft": write_draft_token(new_draft_token()), "X-File-Name": "a.jpg"}
    answer = by_script(reporter.client, "/hanbit/files/", content, **(token | headers))
    assert answer.status_code == status
    assert words in json.loads(body(answer))["error"]


def test_by_script_too_large_and_no_room_are_told_apart(
    reporter: Reporter, settings: Settings
) -> None:
    settings.MAX_FILE_BYTES = 1000
    token = {"X-Draft": write_draft_token(new_draft_token())}
    too_large = by_script(reporter.client, "/hanbit/files/", b"a" * 2000, **token)
    assert too_large.status_code == 413
    reporter.client.handler.disk = 10
    no_room = by_script(reporter.client, "/hanbit/files/", b"a" * 900, **token)
    assert no_room.status_code == 507
    assert "저장할 자리가 없습니다" in json.loads(body(no_room))["error"]


def test_nobody_reads_a_draft_with_another_token(reporter: Reporter) -> None:
    fields = reporter.opens_form()
    page = body(reporter.posts(fields | {"to": "files", "files": upload("a.jpg", photo())}))
    (stored,) = stored_ids(page)
    other = {"X-Draft": write_draft_token(new_draft_token())}
    by_script(reporter.client, "/hanbit/files/remove", stored.encode(), **other)
    assert Attachment.objects.count() == 1
