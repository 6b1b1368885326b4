"""An institution's own words on the reporters' pages."""

from django.db import transaction

from haechi.administration.trail import settings_changed
from haechi.common.text import clean_text
from haechi.institutions.models import InstitutionText
from haechi.institutions.types import TextKind
from haechi.institutions.wording import DEFAULTS, LIMIT
from haechi.staff.types import OfficerAtWork


def own_words(kind: TextKind, korean: str, english: str) -> tuple[str, str]:
    """As they are stored: trimmed, one kind of line end, "" for what is the standard text.

    Raises:
        ValueError: longer than `LIMIT`.
    """
    typed = (_plain(korean), _plain(english))
    if any(len(text) > LIMIT for text in typed):
        raise ValueError("a text is longer than its limit")
    korean, english = (
        "" if text == default else text for text, default in zip(typed, DEFAULTS[kind], strict=True)
    )
    return korean, english


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in clean_text(text).splitlines()).strip()


@transaction.atomic
def save_text(*, actor: OfficerAtWork, kind: TextKind, korean: str, english: str) -> None:
    """Set both languages of one text; an empty one stands for the standard words.

    Raises:
        ValueError: longer than `LIMIT`.
    """
    words = own_words(kind, korean, english)
    rows = InstitutionText.objects.filter(institution=actor.officer.institution, kind=kind)
    if any(words):
        InstitutionText.objects.update_or_create(
            institution=actor.officer.institution,
            kind=kind,
            defaults={"text_ko": words[0], "text_en": words[1]},
        )
    else:
        rows.delete()
    settings_changed(actor, "text", kind.value)
