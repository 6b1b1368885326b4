"""The full journey on which the promises are proved: report, answer, return, errors on the way."""

import re
import uuid

import httpx
from tests.promises.world import Paper, Person, World, photo

from haechi.cli.browser import Page

_REPORT = re.compile(r"/reports/[0-9a-f-]{36}/$")
_FILE = re.compile(r"/reports/[0-9a-f-]{36}/files/[0-9a-f-]{36}/$")
CATEGORY = "gapjil"


def tell(world: World) -> None:
    """Everything a reporter and an officer do, in order."""
    hire_somebody_with_a_telephone(world)
    report(world, world.reporter())
    mistakes(world, world.reporter())
    handle(world)
    come_back(world, world.reporter())
    report_by_name(world, world.reporter())
    practise(world, world.reporter())
    ask_for_a_recording(world, world.reporter())
    talk(world, world.reporter())
    counsel(world)
    ask_the_bot(world)


def hire_somebody_with_a_telephone(world: World) -> None:
    done = world.at.command(
        "officer", "create", "hanbit", "planted", "한여름", "주무관",
        "--phone", world.planted.phone, "--email", world.planted.email,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def report(world: World, reporter: Person) -> None:
    planted = world.planted
    for path in ("/", "/advice/", "/privacy/", "/check/"):
        reporter.open(path)
    page = reporter.open(world.at.sign_ins().form)
    form = page.form_with("category", "text")
    world.paper.draft = dict(form.form_values())["draft"]
    name = f"{planted.file_name}.txt"
    sent = reporter.upload(
        f"{world.at.sign_ins().form}files/",
        world.paper.draft,
        name,
        f"{planted.file_text}\n".encode() * 9000,
    )
    assert sent.status_code == 200, sent.text
    values = {
        "category": CATEGORY,
        "text": planted.text,
        "when": "어제",
        "where": planted.where,
        "who": planted.who,
    }
    picture = {"files": ("IMG_0001.jpg", photo(), "image/jpeg")}
    page = reporter.submit(page, form, values, button=("to", "files"), files=picture)
    assert "GPS" in page.text
    page = reporter.submit(page, page.form_with("category", "text"), {}, button=("to", "review"))
    assert planted.text in page.text
    form = page.form_with("kind", "draft")
    page = reporter.submit(page, form, {"kind": "drawn"}, button=("to", "submit"))
    world.paper.key, world.paper.password = receipt_of(page)
    world.reporter_pages_before_sign_in = len(world.exchanges)


def receipt_of(page: Page) -> tuple[str, str]:
    key, password = receipt_values(page)
    return key, password


def receipt_values(page: Page) -> list[str]:
    shown = page.document.xpath("//dl[contains(@class, 'credentials')]//dd")
    return [each.text_content().strip() for each in shown]


def mistakes(world: World, reporter: Person) -> None:
    """What goes wrong in a day: each leaves as little as what goes right."""
    for path in ("/nowhere-at-all/", "/%ff%fe/", "/hanbit/e/unknown/", "/thread/", "/en/none/"):
        assert reporter.raw("GET", path).status_code < 500
    reporter.raw("POST", "/check/", content=b"\xff\xfe broken", headers={"Content-Type": "x/y"})
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    reporter.raw("POST", "/hanbit/", content=b"--x\r\nbroken", headers=broken)
    reporter.raw("GET", "/", headers={"Host": "evil.example"})
    reporter.raw("TRACE", "/check/")
    for key, password in (("ZZZZZZ", "5926"), (world.paper.key, "6037")):
        assert try_sign_in(reporter, key, password).status_code in {422, 429}


def try_sign_in(reporter: Person, key: str, password: str):
    page = reporter.open("/check/")
    form = page.form_with("key", "password")
    values = dict(form.form_values()) | {"key": key, "password": password}
    headers = {"Origin": reporter.origin, "Sec-Fetch-Site": "same-origin"}
    return reporter.raw("POST", form.action, data=values, headers=headers)


def sign_in(world: World, reporter: Person) -> Page:
    return sign_in_with(reporter, world.paper)


def sign_in_with(reporter: Person, paper: Paper) -> Page:
    page = reporter.open("/check/")
    typed = {"key": paper.key, "password": paper.password}
    return reporter.submit(page, page.form_with("key", "password"), typed)


def handle(world: World) -> None:
    planted = world.planted
    officer, inbox = world.officer("seoyeon")
    addresses = [url for url, _ in inbox.links() if _REPORT.search(url)]
    page = officer.open(addresses[0])
    assert planted.text in page.text
    world.report_address = page.url
    for url, _ in page.links():
        if _FILE.search(url):
            asked = officer.open(f"{url}download")
            officer.download(asked, asked.form_with("reason"), {"reason": "증거 보존"})
    form = page.form_with("uid", "text")
    page = officer.submit(page, form, {"text": planted.answer})
    page = officer.submit(page, page.form_with("text", action="notes"), {"text": planted.note})
    page = officer.submit(page, page.form_with("text", action="result"), {"text": planted.result})
    page = officer.submit(page, page.form_with("seen", "new"), {"new": "confirmed"})
    found = officer.open("/search/")
    forms = [form for form in found.document.forms if "search" in (form.action or found.url)]
    field = next(
        i.get("name") for i in forms[0].iter("input") if i.get("type") in {"search", "text"}
    )
    officer.submit(found, forms[0], {field: planted.search})


def come_back(world: World, reporter: Person) -> None:
    planted = world.planted
    page = sign_in(world, reporter)
    for word in (planted.text, planted.answer, planted.result):
        assert word in page.text
    for url, _ in page.links():
        if "/thread/files/" in url:
            reporter.fetch(url)
    form = page.form_with("uid", "text")
    files = {"files": ("쪽지.txt", f"{planted.file_text} 둘째".encode(), "text/plain")}
    page = reporter.submit(page, form, {"text": planted.reply}, button=("to", "send"), files=files)
    assert planted.reply in page.text
    out = next(f for f in page.document.forms if "sign-out" in (f.action or ""))
    reporter.submit(page, out, {})


def report_by_name(world: World, reporter: Person) -> None:
    """A public-interest report with a name; then its reporter comes back and takes a consent away."""
    planted = world.planted
    page = reporter.open(f"{world.at.sign_ins().form}named/")
    form = page.form_with("title", "matter", "accused_name")
    content = {
        "category": "public-interest",
        "title": "폐수 무단 방류",
        "matter": planted.text,
        "accused_name": planted.who,
    }
    page = reporter.submit(page, form, content, button=("to", "people"))
    person = {"me-name": planted.name, "me-phone": "010-2222-3333", "investigation": "yes"}
    form = page.form_with("me-name")
    page = reporter.submit(page, form, person, button=("to", "review"))
    form = page.form_with("kind", "draft")
    page = reporter.submit(page, form, {"kind": "drawn"}, button=("to", "submit"))
    page = sign_in_with(reporter, Paper(*receipt_of(page)))
    page = reporter.open(next(url for url, _ in page.links() if url.endswith("/case/consents")))
    reporter.submit(page, page.form_with("investigation"), {"investigation": "no"})


def practise(world: World, reporter: Person) -> None:
    """A practice report in the demo's open session, with a name given for the list."""
    ((slug, code),) = world.rows(
        "SELECT i.slug, t.code FROM practice_training t"
        " JOIN institutions_institution i ON i.id = t.institution_id"
        " WHERE t.last_day >= date('now', '+9 hours')"
    )
    page = reporter.open(f"/{slug}/practice/{code}/")
    values = {"category": CATEGORY, "text": world.planted.practised}
    form = page.form_with("category", "text")
    page = reporter.submit(page, form, values, button=("to", "review"))
    form = page.form_with("kind", "attendee")
    values = {"kind": "drawn", "department": "-", "attendee": world.planted.name}
    page = reporter.submit(page, form, values, button=("to", "submit"))
    receipt_of(page)


def code_of_today(world: World) -> str:
    """The participation code as it stands on the institution's notice board."""
    ((code,),) = world.rows(
        "SELECT text FROM talks_participationcode JOIN institutions_institution i ON i.id = institution_id"
        " WHERE i.slug = ? AND replaced_on IS NULL AND first_day <= date('now', '+9 hours')"
        " AND (last_day IS NULL OR last_day >= date('now', '+9 hours'))",
        world.at.sign_ins().form.strip("/"),
    )
    return str(code)


def give_code(world: World, member: Person, code: str) -> Page:
    page = member.open(f"{world.at.sign_ins().form}talk/")
    return member.submit(page, page.form_with("code"), {"code": code})


def try_code(world: World, member: Person, code: str) -> httpx.Response:
    """Whatever the answer is."""
    address = f"{world.at.sign_ins().form}talk/"
    page = member.open(address)
    values = dict(page.form_with("code").form_values()) | {"code": code}
    headers = {"Origin": member.origin, "Sec-Fetch-Site": "same-origin"}
    return member.raw("POST", address, data=values, headers=headers)


def begin_chat(world: World, member: Person) -> tuple[Page, Paper]:
    """From the code to the empty chat, and what its reporter noted."""
    page = give_code(world, member, code_of_today(world))
    chosen = {"subject": "abuse"}
    page = member.submit(page, page.form_with("subject"), chosen, button=("to", "open"))
    paper = Paper(*receipt_of(page))
    return member.open("/thread/"), paper


def type_something(member: Person, page: Page) -> None:
    """The sign that the page's script sends."""
    form_token = dict(page.form_with("text", "uid").form_values())["form_token"]
    assert member.raw("POST", "/thread/typing", data={"form_token": form_token}).status_code == 204


def talk(world: World, member: Person) -> None:
    """A member of staff opens a chat with today's participation code, writes, types, and leaves."""
    begun = len(world.exchanges)
    page, world.chat = begin_chat(world, member)
    picture = {"files": (f"{world.planted.file_name}.jpg", photo(), "image/jpeg")}
    said, form = {"text": world.planted.said}, page.form_with("text", "uid")
    page = member.submit(page, form, said, button=("to", "send"), files=picture)
    assert world.planted.said in page.text
    type_something(member, page)
    out = next(f for f in page.document.forms if "sign-out" in (f.action or ""))
    member.submit(page, out, {})
    world.talk = world.exchanges[begun:]


def counsel(world: World) -> None:
    """An officer answers the chat, hands it over with a note, and ends it with a summary."""
    planted = world.planted
    officer, _ = world.officer("seoyeon")
    ((chat,),) = world.rows("SELECT report_id FROM conversations_message ORDER BY id DESC LIMIT 1")
    world.chat_address = f"/talks/?chat={uuid.UUID(chat)}"
    page = officer.open(world.chat_address)
    assert planted.said in page.text
    page = officer.submit(page, page.form_with("text", action="messages"), {"text": planted.told})
    form = page.form_with("officer", "note", action="hand-over")
    (colleague,) = form.xpath(".//option[contains(text(), '김한결')]/@value")
    page = officer.submit(page, form, {"officer": colleague, "note": planted.handed})
    form = page.form_with("summary", action="close")
    page = officer.submit(page, form, {"summary": planted.summary})
    assert planted.summary in page.text


def ask_the_bot(world: World) -> None:
    """Somebody writes to the institution's channel of a public messenger, whose operator asks us."""
    head, _ = world.officer("hankyeol")
    page = head.open("/settings/talk/")
    head.submit(page, page.form_with("rotation", "messenger"), {"messenger": "kakao"})
    answer = call_the_bot(world, world.reporter())
    assert answer.status_code == 200, answer.text


def skill_call(world: World) -> dict[str, object]:
    """As a KakaoTalk channel's skill server is called (Kakao i Open Builder, "skill payload")."""
    block = {"id": "5a56ec0008cc1461d75291f6", "name": "청렴톡"}
    user = {
        "id": world.planted.bot_user,
        "type": "botUserKey",
        "properties": {"plusfriendUserKey": world.planted.bot_user, "isFriend": True},
    }
    return {
        "intent": {**block, "extra": {"reason": {"code": 1, "message": "OK"}}},
        "userRequest": {
            "timezone": "Asia/Seoul",
            "params": {"surface": "Kakaotalk.plusfriend"},
            "block": block,
            "utterance": world.planted.uttered,
            "lang": "ko",
            "user": user,
        },
        "bot": {"id": "5a548e36aea1a43fa851ecd9", "name": "청렴톡"},
        "action": {
            "id": "5a56ebaa211ee046633e958d",
            "name": "안내",
            "params": {},
            "detailParams": {},
        },
        "contexts": [],
    }


def call_the_bot(world: World, caller: Person, **sent: object) -> httpx.Response:
    """Over the socket; `sent`: another body or other headers than the documented ones."""
    return caller.raw(
        "POST",
        f"{world.at.sign_ins().form}talk/messenger/kakao",
        **(sent or {"json": skill_call(world)}),
    )


def ask_for_a_recording(world: World, citizen: Person) -> None:
    """A citizen's request to hear the recording of her call, with a proof; then she looks where it stands."""
    planted = world.planted
    page = citizen.open(f"{world.at.sign_ins().form}recordings/")
    values = {
        "way": "viewing",
        "name": planted.name,
        "born": "1980-03-05",
        "contact": planted.email,
        "address": planted.where,
        "day": "2026-01-05",
        "number": planted.phone,
        "relation": "self",
        "purpose": planted.asked,
        "reason": planted.asked,
    }
    proof = {"files": (f"{planted.file_name}.txt", planted.file_text.encode(), "text/plain")}
    form = page.form_with("born", "relation")
    page = citizen.submit(page, form, values, button=("to", "send"), files=proof)
    number, key, password = receipt_values(page)
    assert "녹취" in number
    page = citizen.open(f"{world.at.sign_ins().form}recordings/check/")
    typed = {"key": key, "password": password}
    page = citizen.submit(page, page.form_with("key", "password"), typed)
    assert number in page.text
    out = next(f for f in page.document.forms if "sign-out" in (f.action or ""))
    citizen.submit(page, out, {})
