"""Who may open the pages of calls, which of them stand as tabs, and what refusals say."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.common.errors import HaechiError
from haechi.custody.errors import ForeignOfficer, NoSeat
from haechi.disclosures.access import visible
from haechi.recordings import errors
from haechi.recordings.access import may_see_any
from haechi.recordings.people import answers, heads, manages, runs
from haechi.sites.staff.context import MANAGERS
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work
from haechi.staff.errors import LastMember

View = Callable[..., HttpResponseBase]
REFUSALS = (
    errors.NotResponsible,
    errors.NotNow,
    errors.SamePerson,
    errors.BothDesks,
    errors.BadNumber,
    errors.NumberTaken,
    errors.BadNotice,
    errors.KeyGone,
    NoSeat,
    ForeignOfficer,
    LastMember,
)


def for_calls(view: View) -> View:
    """Whoever has a row, a department or a desk there, and who runs the institution's settings."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.officer.role not in MANAGERS and not may_see_any(request.officer):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except errors.NoSuchCall:
            raise Http404 from None

    return for_anyone_at_work(guarded)


def for_managing(view: View) -> View:
    """정책임자, 부책임자, 관리자 and the two desks."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not manages(request.officer.officer):
            raise Http404
        return view(request, *args, **kwargs)

    return for_anyone_at_work(guarded)


def for_answering(view: View) -> View:
    """정책임자, 부책임자 and 관리자 alone: how the machine does is nobody else's business."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not answers(request.officer.officer):
            raise Http404
        return view(request, *args, **kwargs)

    return for_anyone_at_work(guarded)


def for_running(view: View) -> View:
    """부책임자 and 관리자: the daily work of the recorder."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not runs(request.officer.officer):
            raise Http404
        return view(request, *args, **kwargs)

    return for_anyone_at_work(guarded)


def call_tabs(request: OfficerRequest, here: str) -> list[dict[str, object]]:
    actor = request.officer
    managing = manages(actor.officer)
    pages = []
    if may_see_any(actor):
        pages.append(("calls", _("Calls")))
    if answers(actor.officer):
        pages.append(("call_room", _("Operations room")))
    if managing or heads(actor.officer):
        pages.append(("call_uses", _("Switching on")))
    if may_see_any(actor) or visible(actor).exists():
        pages.append(("call_requests", _("Requests")))
    if managing:
        pages += [("call_lines", _("Office numbers")), ("call_notices", _("Spoken notices"))]
    if runs(actor.officer):
        pages.append(("call_imports", _("Recordings of the exchange")))
    if managing or actor.role in MANAGERS:
        pages.append(("call_office", _("Responsible persons")))
    return [
        {"label": label, "url": reverse(name), "current": name == here} for name, label in pages
    ]


def words_of(error: HaechiError) -> str:
    """What a person can do about it."""
    if isinstance(error, errors.BadNotice):
        return _notice_words(error.problem)
    words = {
        errors.NotResponsible: _(
            "Another person is responsible for this. See “Responsible persons”."
        ),
        errors.NotNow: _("This is not possible now. Somebody may have been faster: look again."),
        errors.SamePerson: _("Two different people are needed. Somebody else has to do this part."),
        errors.BothDesks: _("Nobody sits at both recording desks: each opens one half."),
        errors.BadNumber: _("This is no telephone number. Write it like 02-120-1234."),
        errors.NumberTaken: _("Another line has this number."),
        errors.KeyGone: _(
            "The key of that day was destroyed. Nobody opens the recording any more."
        ),
        NoSeat: _("Only a member of the desk can hand its key on."),
        ForeignOfficer: _("The officer is of another institution, or no longer active."),
        LastMember: _("The last one at the desk stays, or nothing could be recorded."),
    }
    return words[type(error)]


def _notice_words(problem: str) -> str:
    return {
        "large": _("The file is larger than 20 MiB."),
        "short": _("The notice is shorter than half a second."),
        "long": _("The notice is longer than a minute."),
        "silent": _("Nothing can be heard in the file."),
    }.get(problem, _("The file cannot be read. Save it as WAV or MP3."))
