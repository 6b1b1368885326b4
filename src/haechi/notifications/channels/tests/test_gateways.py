"""The three gateways against loopback servers that check like the providers (HL-6)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from haechi.notifications.channels.config import GatewayName, SmsSettings, build_gateway
from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsGateway,
    SmsRefused,
    SmsUnavailable,
)
from haechi.notifications.channels.tests.loopback import (
    KEY,
    REGISTERED_SENDER,
    SECRET,
    SERVICE,
    NcpProvider,
    NhnProvider,
    Provider,
    SolapiProvider,
    running,
)

OFFICER = PhoneNumber("01055556666")
NOTICE = "[한빛구청] 새 신고 1건이 접수되었습니다."
LONG = NOTICE + "\n" + "가" * 100
PROVIDERS: dict[GatewayName, type[Provider]] = {
    GatewayName.NCP: NcpProvider,
    GatewayName.SOLAPI: SolapiProvider,
    GatewayName.NHN: NhnProvider,
}
NAMES = tuple(PROVIDERS)


@pytest.fixture(params=NAMES, ids=str)
def name(request: pytest.FixtureRequest) -> GatewayName:
    return GatewayName(request.param)


@pytest.fixture
def provider(name: GatewayName) -> Iterator[Provider]:
    with running(PROVIDERS[name]()) as started:
        yield started


def settings(name: GatewayName, provider: Provider) -> SmsSettings:
    return SmsSettings(
        gateway=name,
        sender=PhoneNumber(REGISTERED_SENDER),
        key=KEY,
        secret=SECRET,
        service_id=SERVICE if name is GatewayName.NCP else "",
        address=provider.address,
        timeout=2.0,
    )


@pytest.fixture
def gateway(name: GatewayName, provider: Provider) -> SmsGateway:
    return build_gateway(settings(name, provider))


def test_an_arrival_notice_is_accepted_and_receipted(
    gateway: SmsGateway, provider: Provider
) -> None:
    receipt = gateway.send(to=OFFICER, text=NOTICE)
    assert receipt.message_id
    assert len(provider.accepted) == 1
    body = provider.requests[0].body
    assert NOTICE in str(body)
    assert OFFICER in str(body)
    assert "subject" not in body


def test_a_long_text_goes_as_lms_with_a_short_subject(
    gateway: SmsGateway, provider: Provider
) -> None:
    gateway.send(to=OFFICER, text=LONG)
    assert len(provider.accepted) == 1
    sent = provider.accepted[0]
    subject = sent.get("subject") or sent.get("title")
    assert subject == NOTICE[: len(subject or "")] != ""


def test_two_messages_in_one_second_carry_different_proofs(
    gateway: SmsGateway, provider: Provider
) -> None:
    gateway.send(to=OFFICER, text=NOTICE)
    gateway.send(to=OFFICER, text=NOTICE)
    assert len(provider.accepted) == 2


def test_an_emoji_in_the_name_does_not_cost_the_notice(
    gateway: SmsGateway, provider: Provider
) -> None:
    gateway.send(to=OFFICER, text="한빛구청🙂 새 신고 1건")
    assert "한빛구청? 새 신고 1건" in str(provider.accepted)


def test_a_wrong_secret_is_refused_for_good(name: GatewayName, provider: Provider) -> None:
    wrong = build_gateway(replace(settings(name, provider), secret="other"))
    with pytest.raises(SmsRefused) as refused:
        wrong.send(to=OFFICER, text=NOTICE)
    assert refused.value.reason is Reason.BAD_CREDENTIALS
    assert provider.accepted == []


def test_a_wrong_key_is_refused_for_good(name: GatewayName, provider: Provider) -> None:
    wrong = build_gateway(replace(settings(name, provider), key="other"))
    with pytest.raises(SmsRefused) as refused:
        wrong.send(to=OFFICER, text=NOTICE)
    assert refused.value.reason is Reason.BAD_CREDENTIALS


def test_an_unregistered_sender_number_is_refused_for_good(
    name: GatewayName, provider: Provider
) -> None:
    other = build_gateway(replace(settings(name, provider), sender=PhoneNumber("0319999999")))
    with pytest.raises(SmsRefused) as refused:
        other.send(to=OFFICER, text=NOTICE)
    assert refused.value.code
    if name is GatewayName.SOLAPI:
        assert refused.value.reason is Reason.SENDER_NOT_ACCEPTED


@pytest.mark.parametrize("to", ["0212345678", "15881234"])
def test_a_land_line_is_refused_before_anything_is_sent(
    gateway: SmsGateway, provider: Provider, to: str
) -> None:
    with pytest.raises(SmsRefused) as refused:
        gateway.send(to=PhoneNumber(to), text=NOTICE)
    assert refused.value.reason is Reason.BAD_RECIPIENT
    assert provider.requests == []


@pytest.mark.parametrize("text", ["", " \n", "가" * 1001])
def test_an_empty_or_endless_text_is_refused_before_anything_is_sent(
    gateway: SmsGateway, provider: Provider, text: str
) -> None:
    with pytest.raises(SmsRefused) as refused:
        gateway.send(to=OFFICER, text=text)
    assert refused.value.reason is Reason.BAD_TEXT
    assert provider.requests == []


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_provider_is_worth_another_try(
    gateway: SmsGateway, provider: Provider, status: int
) -> None:
    provider.raw = (status, b"<html>busy 01055556666</html>")
    with pytest.raises(SmsUnavailable) as busy:
        gateway.send(to=OFFICER, text=NOTICE)
    assert (busy.value.reason, busy.value.code) == (Reason.BUSY, str(status))


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"header":{}}', b"x" * 200_000])
def test_an_answer_nobody_can_read_is_worth_another_try(
    gateway: SmsGateway, provider: Provider, answer: bytes
) -> None:
    provider.raw = (200, answer)
    with pytest.raises(SmsUnavailable) as unreadable:
        gateway.send(to=OFFICER, text=NOTICE)
    assert unreadable.value.reason is Reason.UNREADABLE_ANSWER


def test_a_redirect_is_not_followed_with_our_credentials(
    gateway: SmsGateway, provider: Provider
) -> None:
    provider.raw = (307, b"")
    with running(NcpProvider()) as elsewhere:
        provider.location = elsewhere.address + "/take"
        with pytest.raises(SmsUnavailable) as moved:
            gateway.send(to=OFFICER, text=NOTICE)
        assert elsewhere.requests == []
    assert moved.value.reason is Reason.UNREACHABLE


def test_a_provider_that_is_down_is_worth_another_try(
    name: GatewayName, provider: Provider
) -> None:
    with running(PROVIDERS[name]()) as stopped:
        gateway = build_gateway(settings(name, stopped))
    with pytest.raises(SmsUnavailable) as down:
        gateway.send(to=OFFICER, text=NOTICE)
    assert down.value.reason is Reason.UNREACHABLE


def test_a_dripping_provider_cannot_hold_the_worker(name: GatewayName, provider: Provider) -> None:
    provider.raw = (200, b"x" * 400)
    provider.drip = 0.02
    gateway = build_gateway(replace(settings(name, provider), timeout=0.4))
    started = time.monotonic()
    with pytest.raises(SmsUnavailable):
        gateway.send(to=OFFICER, text=NOTICE)
    assert time.monotonic() - started < 3


def test_neither_errors_nor_logs_nor_repr_show_number_text_or_secrets(
    name: GatewayName,
    gateway: SmsGateway,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    gateway.send(to=OFFICER, text=NOTICE)
    refusing = build_gateway(replace(settings(name, provider), sender=PhoneNumber("0319999999")))
    with pytest.raises(SmsRefused) as refused:
        refusing.send(to=OFFICER, text=NOTICE)
    with running(PROVIDERS[name]()) as stopped:
        unreachable = build_gateway(settings(name, stopped))
    with pytest.raises(SmsUnavailable) as down:
        unreachable.send(to=OFFICER, text=NOTICE)
    assert down.value.__context__ is None
    shown = [caplog.text, repr(gateway), repr(settings(name, provider))]
    shown += [repr(refused.value), str(refused.value), repr(down.value), str(down.value)]
    for secret in (KEY, SECRET, OFFICER, "신고"):
        assert secret not in "\n".join(shown)


def test_ncp_clock_beyond_five_minutes_is_told_apart_from_wrong_keys() -> None:
    for ahead in (-400.0, 400.0):
        with running(NcpProvider(clock=ahead)) as provider:
            gateway = build_gateway(settings(GatewayName.NCP, provider))
            with pytest.raises(SmsUnavailable) as skewed:
                gateway.send(to=OFFICER, text=NOTICE)
            assert skewed.value.reason is Reason.CLOCK_SKEW
    with running(NcpProvider(clock=240.0)) as provider:
        build_gateway(settings(GatewayName.NCP, provider)).send(to=OFFICER, text=NOTICE)


def test_solapi_clock_beyond_fifteen_minutes_is_told_apart_from_wrong_keys() -> None:
    with running(SolapiProvider(clock=-1000.0)) as provider:
        gateway = build_gateway(settings(GatewayName.SOLAPI, provider))
        with pytest.raises(SmsUnavailable) as skewed:
            gateway.send(to=OFFICER, text=NOTICE)
    assert skewed.value.reason is Reason.CLOCK_SKEW


def test_an_empty_solapi_account_is_worth_another_try_after_topping_up() -> None:
    with running(SolapiProvider(credit=0)) as provider:
        gateway = build_gateway(settings(GatewayName.SOLAPI, provider))
        with pytest.raises(SmsUnavailable) as empty:
            gateway.send(to=OFFICER, text=NOTICE)
        assert empty.value.reason is Reason.NO_CREDIT
        provider.credit = 1
        gateway.send(to=OFFICER, text=NOTICE)


def test_an_unknown_ncp_service_is_a_matter_of_configuration() -> None:
    with running(NcpProvider()) as provider:
        unknown = replace(settings(GatewayName.NCP, provider), service_id="ncp:sms:kr:1:x")
        with pytest.raises(SmsRefused) as refused:
            build_gateway(unknown).send(to=OFFICER, text=NOTICE)
    assert refused.value.reason is Reason.NOT_CONFIGURED


@pytest.mark.parametrize("reporting", [GatewayName.SOLAPI, GatewayName.NHN], ids=str)
def test_a_recipient_refused_inside_a_successful_answer_is_refused(reporting: GatewayName) -> None:
    with running(PROVIDERS[reporting](blocked=OFFICER)) as provider:
        gateway = build_gateway(settings(reporting, provider))
        with pytest.raises(SmsRefused) as refused:
            gateway.send(to=OFFICER, text=NOTICE)
    assert refused.value.reason is Reason.BAD_RECIPIENT


def test_nhn_system_error_is_worth_another_try_and_blocked_project_is_not() -> None:
    with running(NhnProvider()) as provider:
        gateway = build_gateway(settings(GatewayName.NHN, provider))
        provider.raw = (200, b'{"header":{"resultCode":-9999,"isSuccessful":false}}')
        with pytest.raises(SmsUnavailable):
            gateway.send(to=OFFICER, text=NOTICE)
        provider.raw = (200, b'{"header":{"resultCode":-1008,"isSuccessful":false}}')
        with pytest.raises(SmsRefused) as blocked:
            gateway.send(to=OFFICER, text=NOTICE)
    assert blocked.value.reason is Reason.ACCOUNT_BLOCKED
