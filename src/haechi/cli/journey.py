"""The journey that `haechi check` makes: a reporter and an officer, each with a browser of their own."""

import io
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from haechi.cli.browser import Browser, Page
from haechi.cli.installation import Installation
from haechi.common.totp import totp_code
from haechi.demo.files import photo_with_place
from haechi.demo.signins import SignIn

_CATEGORY, _OFFICER = "gapjil", "seoyeon"
_REPORT_PATH = re.compile(r"/reports/[0-9a-f-]{36}/$")
_FILE_PATH = re.compile(r"/reports/[0-9a-f-]{36}/files/[0-9a-f-]{36}/$")
_AGENT = "haechi-check-reporter"
_NOTICE_WAIT = 20.0
_GPS, _EXIF = 0x8825, b"Exif\0\0"


class JourneyFault(Exception):
    """Something that must hold does not."""


def must(holds: object, what: str) -> None:
    if not holds:
        raise JourneyFault(what)


class Journey:
    """Every step returns a short detail, or raises what did not hold."""

    def __init__(self, installation: Installation) -> None:
        self._at = installation
        self._sign_ins = installation.sign_ins()
        self._reporter = Browser(installation.reporter, _AGENT)
        self._officer = Browser(installation.staff, "haechi-check-officer")
        # Planted words: searched for in every file of the data folder at the end.
        self._text = f"시험신고-{secrets.token_hex(8)}"
        self._answer = f"담당자답변-{secrets.token_hex(8)}"
        self._reply = f"신고자회신-{secrets.token_hex(8)}"
        self._result = f"처리결과문-{secrets.token_hex(8)}"
        self._page: Page
        self._report: Page
        self._key = self._password = ""

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("form", self.open_form),
            ("attach", self.attach),
            ("submit", self.submit),
            ("notice", self.notice),
            ("officer sign-in", self.officer_signs_in),
            ("inbox", self.find_in_inbox),
            ("attachment", self.attachment_is_clean),
            ("status", lambda: self.change_state("confirmed")),
            ("answer", self.answer),
            ("result", self.write_result),
            ("done", lambda: self.change_state("done")),
            ("reporter sign-in", self.reporter_reads),
            ("reply", self.reporter_replies),
            ("reply read", self.officer_reads),
            ("trail", self.trail_holds),
            ("nothing plain", self.nothing_plain),
        ]

    def open_form(self) -> str:
        self._page = self._reporter.open(self._sign_ins.form)
        must(not self._reporter.cookies(), "a cookie was set before sign-in")
        return ""

    def attach(self) -> str:
        form = self._page.form_with("category", "text", "files")
        photo = photo_with_place()
        must(_has_gps(photo), "the sample has no place")
        self._page = self._reporter.submit(
            self._page,
            form,
            {"category": _CATEGORY, "text": self._text},
            button=("to", "files"),
            files={"files": ("사진.jpg", photo, "image/jpeg")},
        )
        must("GPS" in self._page.text, "the page does not say that the place was removed")
        return f"{len(photo)} B"

    def submit(self) -> str:
        form = self._page.form_with("category", "text")
        review = self._reporter.submit(self._page, form, {}, button=("to", "review"))
        must(self._text in review.text, "the review does not show the text")
        form = review.form_with("kind", "draft")
        receipt = self._reporter.submit(review, form, {"kind": "drawn"}, button=("to", "submit"))
        shown = receipt.document.xpath("//dl[contains(@class, 'credentials')]//dd")
        must(len(shown) == 2, "no receipt")
        self._key, self._password = (each.text_content().strip() for each in shown)
        return f"{len(self._key)} + {len(self._password)}"

    def notice(self) -> str:
        """The worker tells the duty officer: one text, one mail, no content in either."""
        begun = time.monotonic()
        outbox = self._at.data / "outbox.log"
        while time.monotonic() - begun < _NOTICE_WAIT:
            written = outbox.read_text() if outbox.exists() else ""
            if written.count("[SMS") >= 2 and written.count("[MAIL]") >= 2:
                must(self._text not in written, "a notice carries content")
                return f"{time.monotonic() - begun:.1f} s"
            time.sleep(0.2)
        raise JourneyFault("no notice went out")

    def officer_signs_in(self) -> str:
        who = self._officer_named(_OFFICER)
        page = self._officer.open("/")
        form = page.form_with("login", "password")
        page = self._officer.submit(page, form, {"login": who.user, "password": who.password})
        must(not _reports(page), "the password alone opens the inbox")
        form = page.form_with("code")
        code = totp_code(who.secret, time.time())
        self._page = self._officer.submit(page, form, {"code": code})
        must(_reports(self._page), "the inbox is empty")
        return who.user

    def _officer_named(self, user: str) -> SignIn:
        return next(officer for officer in self._sign_ins.officers if officer.user == user)

    def find_in_inbox(self) -> str:
        address = _reports(self._page)[0]
        self._report = self._officer.open(address)
        must(self._text in self._report.text, "the newest report is not the one just sent")
        must(self._key not in self._report.text, "the officer sees the report key")
        return ""

    def attachment_is_clean(self) -> str:
        files = [url for url, _ in self._report.links() if _FILE_PATH.search(url)]
        must(len(files) == 1, f"{len(files)} attachments")
        asked = self._officer.open(f"{files[0]}download")
        reason = {"reason": "점검 / check"}
        content = self._officer.download(asked, asked.form_with("reason"), reason)
        must(_EXIF not in content and not _has_gps(content), "the photograph still has its place")
        return f"{len(content)} B"

    def change_state(self, state: str) -> str:
        form = self._report.form_with("seen", "new")
        self._report = self._officer.submit(self._report, form, {"new": state})
        seen = self._officer.open(self._report.url).form_with("seen", "new")
        must(dict(seen.form_values())["seen"] == state, "the status did not change")
        return state

    def answer(self) -> str:
        form = self._report.form_with("uid", "text")
        self._report = self._officer.submit(self._report, form, {"text": self._answer})
        must(self._answer in self._report.text, "the answer is not in the thread")
        return ""

    def write_result(self) -> str:
        form = self._report.form_with("text", action="result")
        self._report = self._officer.submit(self._report, form, {"text": self._result})
        must(self._result in self._report.text, "the result is not shown")
        return ""

    def reporter_reads(self) -> str:
        page = self._reporter.open("/check/")
        form = page.form_with("key", "password")
        typed = {"key": self._key.lower(), "password": self._password}
        self._page = self._reporter.submit(page, form, typed)
        for planted, what in (
            (self._text, "text"),
            (self._answer, "answer"),
            (self._result, "result"),
        ):
            must(planted in self._page.text, f"the reporter does not see the {what}")
        must("처리완료" in self._page.text, "the reporter does not see the status")
        return ""

    def reporter_replies(self) -> str:
        form = self._page.form_with("uid", "text")
        self._page = self._reporter.submit(
            self._page, form, {"text": self._reply}, button=("to", "send")
        )
        must(self._reply in self._page.text, "the message is not in the thread")
        return ""

    def officer_reads(self) -> str:
        self._report = self._officer.open(self._report.url)
        must(self._reply in self._report.text, "the officer does not see the reply")
        return ""

    def trail_holds(self) -> str:
        done = self._at.command("audit", "verify", "--json")
        must(done.returncode == 0, done.stdout.strip() or done.stderr.strip()[-200:])
        return f"{json.loads(done.stdout)['rows']} rows"

    def nothing_plain(self) -> str:
        """What was written, and the reporter's password, lie in no file of the folder."""
        planted = [self._text, self._answer, self._reply, self._result, _AGENT]
        words = [word.encode() for word in planted]
        files = [path for path in self._at.folder.rglob("*") if path.is_file()]
        for path in files:
            must(not _holds(path, words), f"{path.relative_to(self._at.folder)} holds plain text")
        return f"{len(files)} files"


def _reports(page: Page) -> list[str]:
    return [url for url, _ in page.links() if _REPORT_PATH.search(url)]


def _has_gps(photo: bytes) -> bool:
    with Image.open(io.BytesIO(photo)) as image:
        return bool(image.getexif().get_ifd(_GPS))


def _holds(path: Path, words: list[bytes]) -> bool:
    content = path.read_bytes()
    return any(word in content for word in words)
