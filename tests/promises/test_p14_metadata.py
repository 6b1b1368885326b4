"""P-14: a file loses what it tells of its maker before it is stored, and the reporter sees what."""

import io

import pytest
from PIL import Image
from tests.promises.story import sign_in, sign_in_with
from tests.promises.world import World, photo

pytestmark = pytest.mark.process
GPS = 0x8825


def traces(content: bytes) -> list[int]:
    """Exif tags left in a picture, those of the place among them."""
    with Image.open(io.BytesIO(content)) as image:
        exif = image.getexif()
        return [*exif, *exif.get_ifd(GPS)]


def picture_of(world: World) -> bytes:
    """The picture as the reporter gets it back."""
    reporter = world.reporter()
    page = sign_in(world, reporter)
    files = [reporter.fetch(url) for url, _ in page.links() if "/thread/files/" in url]
    (picture,) = [content for content in files if content.startswith(b"\xff\xd8")]
    return picture


def test_the_sample_carries_a_place_before_it_is_sent():
    assert GPS in traces(photo())


def test_the_stored_picture_has_neither_place_nor_camera_nor_time(world: World):
    content = picture_of(world)
    assert traces(content) == []
    assert b"Exif" not in content


def test_a_picture_of_a_chat_has_neither_place_nor_camera_nor_time(world: World):
    member = world.reporter()
    page = sign_in_with(member, world.chat)
    (picture,) = [member.fetch(url) for url, _ in page.links() if "/thread/files/" in url]
    assert picture.startswith(b"\xff\xd8")
    assert traces(picture) == []


def test_the_officer_gets_the_same_clean_picture(world: World):
    browser, _ = world.officer("seoyeon")
    page = browser.open(world.report_address)
    addresses = {url for url, _ in page.links() if "/files/" in url and url.endswith("/")}
    asked = [browser.open(f"{url}download") for url in addresses]
    reason = {"reason": "증거 보존"}
    files = [browser.download(page, page.form_with("reason"), reason) for page in asked]
    assert picture_of(world) in files


def test_the_reporter_was_told_what_was_removed(world: World):
    told = [e.body.decode() for e in world.exchanges if e.zone == "reporter" and e.method == "POST"]
    assert any("GPS" in page for page in told)
