"""Settings to gateways, and the console gateways of the demo."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from haechi.notifications.channels import ncp_sens
from haechi.notifications.channels.config import (
    SettingsInvalid,
    build_gateway,
    build_mailer,
    mail_settings,
    sms_settings,
)
from haechi.notifications.channels.console import Console
from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.mail import Mailer
from haechi.notifications.channels.ncp_sens import NcpSens
from haechi.notifications.channels.port import PhoneNumber, SmsRefused, SmsUnavailable

OFFICER = PhoneNumber("01055556666")
NCP = {
    "HAECHI_SMS_GATEWAY": "ncp",
    "HAECHI_SMS_SENDER": "02-1234-5678",
    "HAECHI_SMS_KEY": "plain-key",
    "HAECHI_SMS_SECRET": "plain-secret",
    "HAECHI_SMS_SERVICE_ID": "ncp:sms:kr:1:x",
}
MAIL = {"HAECHI_MAIL_HOST": "mail.hanbit.go.kr", "HAECHI_MAIL_SENDER": "hotline@hanbit.go.kr"}


def test_a_complete_setting_gives_its_gateway_at_the_government_cloud() -> None:
    government = NCP | {"HAECHI_SMS_ADDRESS": ncp_sens.GOVERNMENT_ADDRESS + "/"}
    gateway = build_gateway(sms_settings(government))
    assert isinstance(gateway, NcpSens)
    assert gateway.exchange.address == "https://sens.apigw.gov-ntruss.com"
    assert gateway.sender == "0212345678"


@pytest.mark.parametrize("left_out", sorted(set(NCP) - {"HAECHI_SMS_GATEWAY"}))
def test_an_incomplete_setting_is_refused_by_its_name(left_out: str) -> None:
    partial = {name: value for name, value in NCP.items() if name != left_out}
    with pytest.raises(SettingsInvalid) as refused:
        build_gateway(sms_settings(partial))
    assert refused.value.names == (left_out,)
    assert left_out in str(refused.value)
    assert "plain-" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAECHI_SMS_GATEWAY", "pigeon"),
        ("HAECHI_SMS_SENDER", "12"),
        ("HAECHI_SMS_TIMEOUT", "soon"),
        ("HAECHI_SMS_TIMEOUT", "nan"),
        ("HAECHI_SMS_SECRET_FILE", "/nowhere/secret"),
        ("HAECHI_SMS_ADDRESS", "http://sens.apigw.ntruss.com"),
        ("HAECHI_SMS_ADDRESS", "https://user:pass@sens.apigw.ntruss.com"),
        ("HAECHI_SMS_ADDRESS", "sens.apigw.ntruss.com"),
    ],
)
def test_a_wrong_setting_is_refused_without_repeating_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        build_gateway(sms_settings(NCP | {name: value}))
    assert refused.value.names == (name,)
    assert value not in str(refused.value)


def test_a_secret_is_read_from_its_file_and_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from-the-file\n")
    settings = sms_settings(NCP | {"HAECHI_SMS_SECRET_FILE": str(file)})
    assert settings.secret == "from-the-file"
    shown = repr(settings) + repr(build_gateway(settings))
    assert "from-the-file" not in shown
    assert "plain-key" not in shown


def test_without_a_gateway_every_message_says_so() -> None:
    with pytest.raises(SmsRefused) as refused:
        build_gateway(sms_settings({})).send(to=OFFICER, text="새 신고 1건")
    assert refused.value.reason is Reason.NOT_CONFIGURED


def test_the_console_shows_the_text_and_masks_the_number() -> None:
    stream = io.StringIO()
    receipt = Console(stream).send(to=OFFICER, text="새 신고 1건")
    assert stream.getvalue() == "[SMS 11 B] 010-****-6666: 새 신고 1건\n"
    assert receipt.gateway == "console"


def test_the_console_file_is_appended_to_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "sms.log"
    gateway = build_gateway(
        sms_settings({"HAECHI_SMS_GATEWAY": "console", "HAECHI_SMS_FILE": str(file)})
    )
    gateway.send(to=OFFICER, text="하나")
    gateway.send(to=OFFICER, text="둘")
    assert file.read_text().count("010-****-6666") == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_console_file_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    missing = str(tmp_path / "gone" / "sms.log")
    gateway = build_gateway(
        sms_settings({"HAECHI_SMS_GATEWAY": "console", "HAECHI_SMS_FILE": missing})
    )
    with pytest.raises(SmsUnavailable):
        gateway.send(to=OFFICER, text="하나")


def _mailer(variables: dict[str, str]) -> Mailer:
    settings = mail_settings(variables)
    assert settings is not None
    return build_mailer(settings)


def test_mail_is_off_without_a_host_and_encrypted_by_default() -> None:
    assert mail_settings({}) is None
    settings = mail_settings(MAIL)
    assert settings is not None
    assert (settings.port, settings.domain, settings.encrypted) == (587, "hanbit.go.kr", True)


def test_plain_mail_across_a_network_is_marked_as_readable() -> None:
    settings = mail_settings(MAIL | {"HAECHI_MAIL_SECURITY": "plain"})
    assert settings is not None
    assert not settings.encrypted
    at_home = mail_settings(
        MAIL | {"HAECHI_MAIL_SECURITY": "plain", "HAECHI_MAIL_HOST": "127.0.0.1"}
    )
    assert at_home is not None
    assert at_home.encrypted


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"HAECHI_MAIL_SENDER": "hotline"}, "HAECHI_MAIL_SENDER"),
        ({"HAECHI_MAIL_SENDER": "a@b.kr\nBcc: c@d.kr"}, "HAECHI_MAIL_SENDER"),
        ({"HAECHI_MAIL_SENDER_NAME": "청렴\nBcc: c@d.kr"}, "HAECHI_MAIL_SENDER_NAME"),
        ({"HAECHI_MAIL_DOMAIN": "x y"}, "HAECHI_MAIL_DOMAIN"),
        ({"HAECHI_MAIL_USER": "u"}, "HAECHI_MAIL_USER"),
        ({"HAECHI_MAIL_PORT": "0"}, "HAECHI_MAIL_PORT"),
        (
            {
                "HAECHI_MAIL_USER": "u",
                "HAECHI_MAIL_PASSWORD": "p4ssw0rd",
                "HAECHI_MAIL_SECURITY": "plain",
            },
            "HAECHI_MAIL_SECURITY",
        ),
    ],
)
def test_mail_settings_that_cannot_work_are_refused_by_name(
    changes: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        _mailer(MAIL | changes)
    assert named in refused.value.names
    assert "p4ssw0rd" not in str(refused.value)
