"""Who may open the pages of requests for recordings, and what their refusals say."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from haechi.common.errors import HaechiError
from haechi.custody.errors import DeskEmpty
from haechi.disclosures import errors
from haechi.disclosures.access import visible
from haechi.recordings.access import may_see_any
from haechi.recordings.errors import CannotHear, NoSuchCall
from haechi.sites.staff.guards import OfficerRequest, for_anyone_at_work
from haechi.sites.staff.views.calls import area

View = Callable[..., HttpResponseBase]
REFUSALS = (
    errors.NotHers, errors.OwnRequest, errors.DecidedBefore, errors.NotNow, errors.ReasonNeeded,
    errors.NoGround, errors.NoRecording, errors.NotOpened, errors.NotSigned, CannotHear, DeskEmpty,
    *area.REFUSALS,
)  # fmt: skip


def for_requests(view: View) -> View:
    """Whoever decides on requests, an official with a line of her own, and who applied; rows are asked for
    one by one, and what is not hers looks missing."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        actor = request.officer
        if not may_see_any(actor) and not visible(actor).exists():
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except (errors.NoSuchRequest, errors.NotHers, NoSuchCall):
            raise Http404 from None

    return for_anyone_at_work(guarded)


def words_of(error: HaechiError) -> str:
    """What a person can do about it."""
    told = {
        errors.NotHers: _("Another person has to take this step."),
        errors.OwnRequest: _("Nobody decides on her own request."),
        errors.DecidedBefore: _("Three steps are three people: you took one already."),
        errors.NotNow: _("This is not possible now. Somebody may have been faster: look again."),
        errors.ReasonNeeded: _("Something is missing: write the reason, the name or the days."),
        errors.NoGround: _("Who is no party needs another law that says so."),
        errors.NoRecording: _("Choose a recording that is still there."),
        errors.NotOpened: _("Both desks have to give their halves first."),
        errors.NotSigned: _("Sign in the box, or type the same name as the signature."),
        CannotHear: _("The time to hear it is over, or the recording is gone."),
        DeskEmpty: _("Nobody sits at the custodian's desk yet."),
    }
    return told.get(type(error)) or area.words_of(error)
