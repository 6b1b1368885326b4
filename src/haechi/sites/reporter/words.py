"""Sentences that more than one view says."""

from django.utils.translation import gettext as _


def withdrawn() -> str:
    return _("The report was withdrawn: nothing more can be added to it.")


def blocked() -> str:
    return _("Nothing more can be written in this chat.")


def too_fast() -> str:
    return _(
        "Very many messages came at once. This one was not sent yet; your text is here. Wait a moment"
        " and send it again."
    )
