"""Applying the table of `states`: pure, no database. Services ask here before they write anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from haechi.cases.conditions import Asked, Given, Picture
from haechi.cases.errors import NotNow
from haechi.cases.problems import Problem
from haechi.cases.states import BY_EVENT, STEPS, CaseState, Event, Step
from haechi.cases.types import NoticeKind

_Change = Callable[[Picture, Given], Picture]


def problem_of(picture: Picture, event: Event, given: Given) -> Problem | None:
    """Why the event is not possible now; None where it is."""
    step = BY_EVENT[event]
    born = picture.state is not None
    if born != bool(step.before) or (born and picture.state not in step.before):
        return Problem.STATE
    found = (condition(picture, given) for condition in step.conditions)
    return next((problem for problem in found if problem is not None), None)


def advance(picture: Picture, event: Event, given: Given) -> Picture:
    """The picture after the event.

    Raises:
        NotNow: it is not possible.
    """
    problem = problem_of(picture, event, given)
    if problem is not None:
        raise NotNow(problem)
    step = BY_EVENT[event]
    changed = _CHANGES.get(event, _nothing)(picture, given)
    owed = changed.owed | ({step.notice} - {NoticeKind.NONE})
    return replace(changed, state=_after(step, picture), owed=owed)


def possible(picture: Picture) -> list[Step]:
    """The steps of the present state, whatever else they need: what a page may offer."""
    return [step for step in STEPS if picture.state in step.before]


def _after(step: Step, picture: Picture) -> CaseState | None:
    if step.after == "back":
        return picture.back or CaseState.RECEIVED
    return picture.state if step.after is None else CaseState(step.after)


def _nothing(picture: Picture, _given: Given) -> Picture:
    return picture


def _receive_referral(picture: Picture, _given: Given) -> Picture:
    return replace(picture, referred=True)


def _request_supplement(picture: Picture, given: Given) -> Picture:
    asked = Asked(given.due or given.on, evidence=given.evidence)
    return replace(picture, supplements=(*picture.supplements, asked), back=picture.state)


def _last_supplement(picture: Picture, change: Callable[[Asked], Asked]) -> Picture:
    *before, last = picture.supplements
    return replace(picture, supplements=(*before, change(last)), back=None)


def _answer(asked: Asked) -> Asked:
    return replace(asked, answered=True)


def _supplement_received(picture: Picture, _given: Given) -> Picture:
    return _last_supplement(picture, _answer)


def _supplement_expired(picture: Picture, _given: Given) -> Picture:
    return _last_supplement(picture, lambda asked: replace(asked, expired=True))


def _late_supplement(picture: Picture, _given: Given) -> Picture:
    """In favour of the reporter: what came late, but before a decision, was not refused."""
    if picture.state not in {CaseState.RECEIVED, CaseState.INVESTIGATING}:
        return picture
    return _last_supplement(picture, _answer) if picture.supplements else picture


def _notified(picture: Picture, given: Given) -> Picture:
    return replace(picture, objection_due=given.due)


def _demand(picture: Picture, _given: Given) -> Picture:
    return replace(picture, objection_due=None, logged=False)


def _notify(picture: Picture, given: Given) -> Picture:
    return replace(picture, owed=picture.owed - {given.notice})


def _file_away(picture: Picture, given: Given) -> Picture:
    return replace(picture, retention_until=given.due)


_CHANGES: dict[Event, _Change] = {
    Event.RECEIVE_REFERRAL: _receive_referral,
    Event.REQUEST_SUPPLEMENT: _request_supplement,
    Event.SUPPLEMENT_RECEIVED: _supplement_received,
    Event.SUPPLEMENT_EXPIRED: _supplement_expired,
    Event.LATE_SUPPLEMENT: _late_supplement,
    Event.LOG: lambda picture, _given: replace(picture, logged=True),
    Event.EXTEND: lambda picture, _given: replace(picture, extended=True),
    Event.CONSULT: lambda picture, _given: replace(picture, consulted=True),
    Event.CONSENT_TO_TRANSFER: lambda picture, _given: replace(picture, transfer_consent=True),
    Event.REVOKE_CONSENT: lambda picture, _given: replace(picture, transfer_consent=False),
    Event.WITHDRAW: lambda picture, _given: replace(picture, withdrawn=True),
    Event.GO_ON: lambda picture, _given: replace(picture, going_on=True),
    Event.NOTIFY_RESULT: _notified,
    Event.REPORT_RESULT: _notified,
    Event.DEMAND: _demand,
    Event.NOTIFY: _notify,
    Event.FILE_AWAY: _file_away,
}
