"""Telling the staff site which channels this worker's environment sets: kinds, never a secret (HL-6)."""

from haechi.jobs.senders import MailFile, NoMail, Senders
from haechi.notifications.channels.console import Console, ConsoleFile, Off
from haechi.notifications.channels.ncp_sens import NcpSens
from haechi.notifications.channels.nhn import NhnCloud
from haechi.notifications.channels.solapi import Solapi
from haechi.notifications.models import ChannelState
from haechi.notifications.types import Channel

EVERY = 300.0
_SERVICES: dict[type, str] = {
    NcpSens: "ncp",
    Solapi: "solapi",
    NhnCloud: "nhn",
    Console: "console",
    ConsoleFile: "console",
    Off: "off",
    NoMail: "off",
    MailFile: "file",
}


def tell_channels(senders: Senders) -> None:
    """Write down what is set, so that the administrator's page can show it."""
    for channel, sender in ((Channel.SMS, senders.sms), (Channel.EMAIL, senders.mail)):
        service = _SERVICES.get(type(sender), "smtp")
        ChannelState.objects.update_or_create(
            channel=channel,
            defaults={
                "service": service,
                "works": service != "off",
                "carries_content": channel == Channel.EMAIL and senders.mail_carries_content,
            },
        )
