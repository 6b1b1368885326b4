"""The object store slow or refusing: a clear word, the text kept, no half file, the form without a file."""

import threading
from collections.abc import Iterator

import httpx
import pytest
from tests.faults.people import come_back, parsed, write
from tests.faults.store import Shop
from tests.promises.story import CATEGORY, receipt_of
from tests.promises.world import Person, World, drawn

pytestmark = pytest.mark.process

NO_ROOM = "저장"


@pytest.fixture
def shop_mended(shop: Shop) -> Iterator[Shop]:
    yield shop
    shop.way.mend()


def upload(world: World, reporter: Person, draft: str, content: bytes) -> httpx.Response:
    return reporter.upload(f"{world.at.sign_ins().form}files/", draft, "증거.txt", content)


def test_while_the_store_hangs_reports_without_files_go_and_the_file_comes_through_later(
    world: World, shop_mended: Shop
) -> None:
    """Fault: the S3 store does not answer for a while. The upload waits; another reporter meanwhile sends a
    report without a file and reads it again; when the store answers, the file is there whole (HL-1)."""
    text = drawn("내용").encode() * 5000
    answers: list[httpx.Response] = []
    with world.reporter() as reporter, world.reporter() as other:
        page = reporter.open(world.at.sign_ins().form)
        form = page.form_with("category", "text")
        draft = dict(form.form_values())["draft"]
        shop_mended.way.hold_up()
        sending = threading.Thread(
            target=lambda: answers.append(upload(world, reporter, draft, text))
        )
        sending.start()
        written = write(world, other)
        assert written.text in come_back(world, other, written).text
        assert sending.is_alive(), "the store does not answer yet"
        shop_mended.way.mend()
        sending.join(60)
        assert answers[0].status_code == 200, answers
        page = reporter.submit(
            page, form, {"category": CATEGORY, "text": drawn("글")}, button=("to", "review")
        )
        assert "증거.txt" in page.text


def test_a_store_that_refuses_is_told_and_the_report_goes_without_the_file(
    world: World, shop_mended: Shop
) -> None:
    """Fault: the S3 store refuses every connection. By script and by plain form the reporter reads that the
    file could not be stored; the text stays in the form, no half file is left, and the report goes (HL-1)."""
    held, told = shop_mended.held(), drawn("글")
    shop_mended.way.cut()
    with world.reporter() as reporter:
        page = reporter.open(world.at.sign_ins().form)
        form = page.form_with("category", "text")
        sent = upload(world, reporter, dict(form.form_values())["draft"], b"x" * 100_000)
        assert sent.status_code == 507
        assert NO_ROOM in sent.json()["error"]
        typed = {"category": CATEGORY, "text": told}
        files = {"files": ("증거.txt", b"x" * 100_000, "text/plain")}
        page = parsed(reporter._sent(page, form, typed, button=("to", "files"), files=files))
        assert page.status == 422
        assert NO_ROOM in page.text
        form = page.form_with("category", "text")
        assert dict(form.form_values())["text"].strip() == told
        page = reporter.submit(page, form, {}, button=("to", "review"))
        page = reporter.submit(
            page, page.form_with("kind", "draft"), {"kind": "drawn"}, button=("to", "submit")
        )
        assert all(receipt_of(page))
    assert shop_mended.held() == held
    drafts = "SELECT count(*) FROM reports_attachment WHERE draft_id IS NOT NULL"
    shop_mended.way.mend()
    left = world.rows(drafts)[0][0]
    with world.reporter() as reporter:
        write(world, reporter, file=True)  # and comes back by itself
    assert world.rows(drafts)[0][0] == left
    assert len(shop_mended.held()) == len(held) + 1
