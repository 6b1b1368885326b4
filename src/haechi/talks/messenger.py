"""The port for public messengers: their bot hands out the way to Talk, and nothing else (TK-6).

The messenger's operator knows its user and reads along, whatever it promises. So nobody talks through
it: an adapter answers every call alike, does not look at what the messenger says of its user or of what
was typed, and never tells the participation code, which is for the staff and not for the public.
"""

from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import override

from haechi.talks.handout import Handout
from haechi.talks.kakao import KakaoSkill


class Messenger(Protocol):
    """One messenger's way of answering; `content_type` of what `answer` returns."""

    content_type: str

    def answer(self, handout: Handout) -> bytes: ...


ADAPTERS: dict[str, Messenger] = {"kakao": KakaoSkill()}


def handout_of(institution: str, url: str, hours: str, *, language: str = "ko") -> Handout:
    """In the language of the messenger's users. `institution`: "" where its name is not at hand."""
    with override(language):
        notice = _(
            "Members of staff talk here with the audit officer, without a name. Open the address, best "
            "on your own phone. The participation code stands on the internal notice board."
        )
        if hours:
            notice += "\n" + _("An officer is there: %(hours)s") % {"hours": hours}
        return Handout(
            title=_("Integrity Talk of %(institution)s") % {"institution": institution}
            if institution
            else _("Integrity Talk"),
            notice=notice,
            warning=_(
                "Do not write here what you want to report. The messenger's operator knows who you "
                "are and can read this window. The audit office sees nothing of it."
            ),
            button=_("Open Talk"),
            url=url,
        )
