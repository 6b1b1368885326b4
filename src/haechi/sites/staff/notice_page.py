"""Channels and tests of notices in words: what is set, what became of the last test."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haechi.common.clock import SEOUL
from haechi.notifications.channels.errors import Reason
from haechi.notifications.models import ChannelState, Delivery
from haechi.notifications.selectors import last_test
from haechi.notifications.types import Channel, DeliveryStatus

_NAMES = {"ncp": "NCP SENS", "solapi": "Solapi", "nhn": "NHN Cloud", "smtp": "SMTP"}


def service_words(state: ChannelState) -> str:
    if state.service in _NAMES:
        return _NAMES[state.service]
    return {
        "console": _("shown to the operator, not sent (demonstration)"),
        "file": _("written to a file, not sent (demonstration)"),
        "off": _("nothing is set up"),
    }.get(state.service, state.service)


def reason_words(reason: str) -> str:
    """A delivery's reason in the reader's language, the provider's code in brackets kept."""
    kind, bracket, code = reason.partition(" (")
    return f"{_reasons().get(kind, kind)}{bracket}{code}"


def _reasons() -> dict[str, str]:
    return {
        Reason.BAD_RECIPIENT.value: _("the number or address is refused"),
        Reason.BAD_CREDENTIALS.value: _("the key or password of the service is refused"),
        Reason.BAD_TEXT.value: _("the text is refused"),
        Reason.SENDER_NOT_ACCEPTED.value: _("the sender is not registered"),
        Reason.ACCOUNT_BLOCKED.value: _("the account at the service is blocked"),
        Reason.NOT_CONFIGURED.value: _("nothing is set up"),
        Reason.NOT_SECURE.value: _("the connection would not be secure"),
        Reason.NOT_SUPPORTED.value: _("the server cannot do what is set up"),
        Reason.REFUSED.value: _("refused"),
        Reason.UNREACHABLE.value: _("the service cannot be reached"),
        Reason.BUSY.value: _("the service is busy"),
        Reason.CLOCK_SKEW.value: _("the clock of this server is wrong"),
        Reason.NO_CREDIT.value: _("no credit is left at the service"),
        Reason.UNREADABLE_ANSWER.value: _("the answer of the service cannot be read"),
        "no address": _("no number or address is known"),
        "officer gone": _("the officer is not active"),
        "sealed to another key": _("sealed to a key that is no longer there"),
    }


@dataclass(frozen=True)
class TestOutcome:
    """The latest test of an officer over one channel; `is_under_way`: the page asks again."""

    __test__ = False  # no test class

    channel: Channel
    text: str
    tone: str = ""
    is_under_way: bool = False


def outcomes_of_tests(
    officer_id: int, channels: tuple[Channel, ...] = tuple(Channel)
) -> list[TestOutcome]:
    return [_outcome(channel, last_test(officer_id, channel)) for channel in channels]


def _outcome(channel: Channel, row: Delivery | None) -> TestOutcome:
    if row is None:
        return TestOutcome(channel, _("no test yet"))
    if row.status == DeliveryStatus.SENT:
        day = row.ended_on.isoformat() if row.ended_on else ""
        return TestOutcome(channel, _("handed over on %(day)s") % {"day": day}, "success")
    if row.status == DeliveryStatus.FAILED:
        words = _("failed: %(reason)s") % {"reason": reason_words(row.last_error)}
        return TestOutcome(channel, words, "danger")
    if not row.last_error:
        return TestOutcome(channel, _("on its way …"), "information", is_under_way=True)
    return TestOutcome(channel, _trying(row), "warning", is_under_way=True)


def _trying(row: Delivery) -> str:
    when = row.next_attempt_at.astimezone(SEOUL).strftime("%H:%M") if row.next_attempt_at else ""
    return _("not yet, after %(n)s attempts: %(reason)s. Next at %(when)s") % {
        "n": row.attempts,
        "reason": reason_words(row.last_error),
        "when": when,
    }
