"""What a notice says (HL-6). An SMS carries no content: phones are read over shoulders."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from haechi.notifications.channels.port import SMS_BYTES, cp949_length, replace_unencodable
from haechi.notifications.types import Notice

LANGUAGE = "ko"
_PLACES = {Notice.CHAT_WAITING: "talks/", Notice.CHAT_HANDED: "talks/"}  # on the staff site


@dataclass(frozen=True)
class MailText:
    subject: str
    body: str = field(repr=False)


def sms_text(notice: Notice, values: Mapping[str, str]) -> str:
    """One sentence of at most 90 CP949 bytes; a long institution name is cut, the sentence is not."""
    name = replace_unencodable(values["institution"])
    with translation.override(LANGUAGE):
        text = _sentence(notice, name)
        while cp949_length(text) > SMS_BYTES and len(name) > 1:
            name = name[:-1]
            text = _sentence(notice, f"{name}…")
    return text


def mail_text(
    notice: Notice, values: Mapping[str, str], *, content: str, staff_url: str
) -> MailText:
    """Subject and body. `content` is what the institution lets mail carry, "" for an arrival notice."""
    if notice == Notice.TEST:
        return _test_mail(values["institution"])
    if notice == Notice.CASE_NOTICE:
        return _to_reporter(values, content)
    if notice in {Notice.RECORDER_ALARM, Notice.RECORDER_CLEAR}:
        return _alarm(notice, values, staff_url)
    with translation.override(LANGUAGE):
        parts = [
            _sentence(notice, values["institution"]),
            *_number(values["number"]),
            _("Sign in to read and answer it: %(url)s")
            % {"url": f"{staff_url}/{_PLACES.get(notice, '')}"},
        ]
        if content:
            parts += [_("What was reported:"), content]
        parts.append(_("This mail was sent automatically. Do not try to find out who reported."))
        return MailText(_sentence(notice, values["institution"]), "\n\n".join(parts) + "\n")


def _number(number: str) -> list[str]:
    """A chat has none."""
    return [_("Number: %(number)s") % {"number": number}] if number else []


def _test_mail(institution: str) -> MailText:
    with translation.override(LANGUAGE):
        sentence = _sentence(Notice.TEST, institution)
        body = _("Notices of reports reach this address. Nothing was reported.")
        return MailText(sentence, f"{sentence}\n\n{body}\n")


def _to_reporter(values: Mapping[str, str], content: str) -> MailText:
    """To a named reporter who asked for mail: the notice itself where mail is safe enough, else a hint."""
    with translation.override(LANGUAGE):
        subject = _sentence(Notice.CASE_NOTICE, values["institution"])
        told = content or _("Ask the institution for it, or read it where you reported.")
        return MailText(subject, f"{subject}\n\n{told}\n")


def _alarm(notice: Notice, values: Mapping[str, str], staff_url: str) -> MailText:
    """To those responsible for recording: what kind of trouble, in a few words."""
    with translation.override(LANGUAGE):
        subject = _sentence(notice, values["institution"])
        kind = _("Kind: %(kind)s") % {"kind": values["number"]}
        sign_in = _("Sign in and open the operations room: %(url)s") % {
            "url": f"{staff_url}/calls/room/"
        }
        return MailText(subject, f"{subject}\n\n{kind}\n\n{sign_in}\n")


def _sentence(notice: Notice, institution: str) -> str:
    texts = {
        Notice.REPORT_RECEIVED: _("[%(institution)s] A new report has arrived."),
        Notice.MESSAGE_RECEIVED: _("[%(institution)s] A reporter has written a message."),
        Notice.CHAT_WAITING: _("[%(institution)s] Somebody waits for an answer in Talk."),
        Notice.CHAT_HANDED: _("[%(institution)s] A colleague handed a chat over to you (Talk)."),
        Notice.CASE_NOTICE: _("[%(institution)s] There is a notice about your report."),
        Notice.CASE_DUE: _("[%(institution)s] A deadline of a public-interest report is near."),
        Notice.CASE_OVERDUE: _(
            "[%(institution)s] A deadline of a public-interest report has passed."
        ),
        Notice.REVIEW_OVERDUE: _("[%(institution)s] A monthly review is overdue."),
        Notice.RECORDER_ALARM: _("[%(institution)s] Call recording needs a look."),
        Notice.RECORDER_CLEAR: _("[%(institution)s] A trouble of call recording has ended."),
        Notice.REPLY_DUE: _("[%(institution)s] The reply of a recording is due soon."),
        Notice.REPLY_OVERDUE: _("[%(institution)s] The reply of a recording is overdue."),
        Notice.REQUEST_RECEIVED: _("[%(institution)s] A citizen asks for the recording of a call."),
        Notice.REQUEST_SUPPLIED: _(
            "[%(institution)s] An applicant sent what was asked for (recording of a call)."
        ),
        Notice.REQUEST_WAITING: _(
            "[%(institution)s] A request for the recording of a call waits for a decision."
        ),
        Notice.TEST: _("[%(institution)s] This is a test of the notices."),
    }
    return texts[notice] % {"institution": institution}
