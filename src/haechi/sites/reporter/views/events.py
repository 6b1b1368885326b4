"""`/thread/events`: server-sent events of the open thread."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language

from haechi.conversations.models import Side
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.live import ChatWatch, Watch, stream
from haechi.sites.reporter.requests import ReporterRequest
from haechi.talks.models import Chat
from haechi.talks.presence import chat_place, typed_at


@page("GET")
def events(request: ReporterRequest) -> HttpResponseBase:
    """Without a session 204, which ends an EventSource for good; watching is not activity."""
    if request.reporter is None:
        return HttpResponse(status=204)
    request.keeps_session = False
    chat = Chat.objects.filter(report_id=request.reporter.report_id).only("institution_id").first()
    watch = Watch(
        session=request.reporter,
        language=get_language() or "ko",
        until=request.reporter_until,
        last=_seen(request),
        chat=_chat_watch(chat) if chat else None,
    )
    response = StreamingHttpResponse(stream(watch), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


def _seen(request: ReporterRequest) -> int:
    """The newest message the page has: what the browser got last, or what the page came with."""
    typed = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _chat_watch(chat: Chat) -> ChatWatch:
    """What was typed before the page came is no news."""
    return ChatWatch(
        chat.institution_id, typed_at=typed_at(chat_place(chat.report_id, Side.OFFICER))
    )
