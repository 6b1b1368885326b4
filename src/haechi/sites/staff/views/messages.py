"""Writing to the reporter, with files."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haechi.common.errors import HaechiError
from haechi.conversations.models import Message
from haechi.inbox.access import report_for
from haechi.inbox.services import send_message
from haechi.reports.attachments import Owner, discard, store_file
from haechi.reports.errors import FileTooLarge, StorageFull
from haechi.reports.models import Attachment
from haechi.reports.types import OpenReport
from haechi.sites.common.files import problem_words
from haechi.sites.common.uploads import SpooledUpload
from haechi.sites.staff.forms.report import MessageForm
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.views.actions import to_report
from haechi.sites.staff.views.report import Failed, show_report


@require_POST
@for_readers
def send(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    opened = report_for(request.officer, report_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_report(request, report_id, Failed("message", form))
    uid, text = form.cleaned_data["uid"], form.cleaned_data["text"]
    if not Message.objects.filter(uid=uid).exists():
        stored, problems = take_files(request, opened)
        if problems:
            discard(stored)
            for problem in problems:
                form.add_error("attached", problem)
            return show_report(request, report_id, Failed("message", form))
        send_message(actor=request.officer, opened=opened, text=text, uid=uid, attachments=stored)
    messages.success(request, _("The message was sent."))
    return to_report(report_id, "thread")


def take_files(request: OfficerRequest, opened: OpenReport) -> tuple[list[Attachment], list[str]]:
    """Store the form's files; sentences for those that were not taken."""
    owner = Owner(key=opened.data_key, report=opened.report)
    stored: list[str] = []
    problems = []
    uploads: list[SpooledUpload] = request.FILES.getlist("attached")  # type: ignore[assignment]
    for upload in uploads:
        name = upload.name or ""
        try:
            if upload.full:
                raise StorageFull
            view = store_file(
                owner=owner,
                institution=request.institution,
                source=upload.spool,
                name=name,
                from_officer=True,
            )
            stored.append(view.id)
        except HaechiError as error:
            problems.append(f"{name}: {problem_words(error)}")
        finally:
            upload.spool.close()
    if getattr(request, "spool", None) is not None and request.spool.overflow:  # type: ignore[attr-defined]
        problems.append(problem_words(FileTooLarge()))
    return list(Attachment.objects.filter(pk__in=stored)) if stored else [], problems
