"""The signed-in page: a report's state, what was sent, and its messages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language

from haechi.cases.reporter import case_of, takes_cases
from haechi.cases.reporter_acts import standing_of
from haechi.cases.states import CaseState
from haechi.conversations.models import Side
from haechi.conversations.selectors import MessageView, files_sent_with, messages_of
from haechi.conversations.services import mark_read
from haechi.institutions.selectors import text_of
from haechi.institutions.types import TextKind
from haechi.reports.selectors import content_of, result_of
from haechi.reports.states import ReportState
from haechi.reports.types import (
    AttachmentView,
    DraftToken,
    OpenReport,
    new_draft_token,
    read_draft_token,
    write_draft_token,
)
from haechi.sites.common.files import FileRow, file_row
from haechi.sites.common.middleware import HEADERS
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.chat_page import chat_context, chat_of
from haechi.sites.reporter.files import stored_rows
from haechi.sites.reporter.forms import MessageForm
from haechi.sites.reporter.pages import dress, show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.statutes.explanations import Language

# A chat's page alone may ask for the microphone, and the browser asks the reporter.
VOICE_NOTES = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")


@dataclass(frozen=True)
class MessageRow:
    """A message as its template shows it."""

    id: int
    own: bool
    text: str
    posted_on: date
    is_read: bool
    files: list[FileRow]

    @property
    def anchor(self) -> str:
        return f"message-{self.id}"

    @property
    def side(self) -> str:
        return "own" if self.own else "other"

    @property
    def unread(self) -> bool:
        return not self.own and not self.is_read


@dataclass(frozen=True)
class Talk:
    """One request on the signed-in page. `token`, `uid`: of the message being written."""

    request: ReporterRequest
    opened: OpenReport
    token: DraftToken = field(default_factory=new_draft_token)
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    refused: list[FileRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @classmethod
    def restored(cls, request: ReporterRequest, opened: OpenReport, kept: dict[str, str]) -> "Talk":
        """With the draft and uid of an unsent message, where they can be read."""
        token = read_draft_token(kept["kept_draft"]) or new_draft_token()
        return cls(request, opened, token, read_uid(kept["kept_uid"]))

    @property
    def draft(self) -> str:
        return write_draft_token(self.token)

    @property
    def draft_rows(self) -> list[FileRow]:
        """Files sent for this message; a page asked for by GET is given its token only now."""
        return stored_rows(self.token) if self.request.method == "POST" else []


def read_uid(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def language() -> Language:
    return "en" if get_language() == "en" else "ko"


def state_of(opened: OpenReport) -> dict[str, Any]:
    """What `parts/state.html` shows; with `case` and its `standing` for a report with a name."""
    done = opened.report.state == ReportState.DONE
    case = case_of(opened)
    living = case is not None and case.state != CaseState.DESTROYED
    return {
        "case": case,
        "standing": standing_of(opened, language()) if living else None,
        "report": opened.report,
        "steps": ReportState.choices,
        "result": result_of(opened),
        "done": done,
        "closing": text_of(opened.report.institution, TextKind.CLOSING) if done else "",
    }


def message_rows(views: Sequence[MessageView]) -> list[MessageRow]:
    return [
        MessageRow(
            id=view.id,
            own=view.side == Side.REPORTER,
            text=view.text,
            posted_on=view.posted_on,
            is_read=view.is_read,
            files=linked(view.attachments),
        )
        for view in views
    ]


def linked(views: Sequence[AttachmentView]) -> list[FileRow]:
    return [file_row(view, url=address("download", view.id)) for view in views]


def take_note(opened: OpenReport, views: Sequence[MessageView]) -> None:
    """Officers' messages that are being shown count as read."""
    fresh = [view.id for view in views if view.side == Side.OFFICER and not view.is_read]
    if fresh:
        mark_read(report=opened.report, reader=Side.REPORTER, up_to=max(fresh))


def show_thread(talk: Talk, form: MessageForm | None = None, *, leak: bool = False) -> HttpResponse:
    """The whole page. `leak`: the report key stands in the message."""
    opened, form = talk.opened, form or MessageForm()
    dress(talk.request, opened.report.institution)
    views = messages_of(opened)
    take_note(opened, views)
    state = state_of(opened)
    context = {
        **state,
        "can_be_named": _can_be_named(opened, state),
        "form": form,
        "talk": talk,
        "leak": leak,
        "content": content_of(opened),
        "files": linked([view for view in files_sent_with(opened) if not view.from_officer]),
        "messages_shown": message_rows(views),
        "last": views[-1].id if views else 0,
        "writing": talk,
        "draft_rows": talk.draft_rows,
        "form_token": talk.request.form_token,
        "upload_url": address("thread-upload"),
        "remove_url": address("thread-remove"),
        "limits": {
            "text": settings.MAX_TEXT_CHARS,
            "files": settings.MAX_FILES,
            "bytes": settings.MAX_FILE_BYTES,
        },
    }
    chat = chat_of(opened)
    if chat:
        context |= chat_context(chat, opened.report.institution)
    wrong = bool(form.errors or talk.refused or talk.notices or leak)
    template = "chat.html" if chat else "thread.html"
    response = show(talk.request, template, context, status=422 if wrong else 200)
    if chat:
        response["Permissions-Policy"] = VOICE_NOTES
    return response


def _can_be_named(opened: OpenReport, state: dict[str, Any]) -> bool:
    closed = state["case"] or opened.report.withdrawn_on or opened.report.is_chat
    return not closed and takes_cases(opened.report.institution)
