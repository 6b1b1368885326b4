"""Changing what the pieces say and show. Each act is one transaction and one row in the trail."""

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.crypto.spool import EncryptedSpool
from haechi.institutions.models import Institution
from haechi.publicity.logo import ReadLogo, read_logo
from haechi.publicity.models import Logo, PrintedTexts
from haechi.publicity.pieces import sheet_of
from haechi.publicity.selectors import job_with
from haechi.publicity.types import FIELDS, Language, Piece, Texts
from haechi.staff.types import OfficerAtWork

_ANY_LINK = "https://example.go.kr/"


def check_texts(institution: Institution, language: Language, texts: Texts) -> None:
    """See that every piece has room for its texts.

    Raises:
        TooLong: names the field and what would fit.
        NoGlyph: names the field and the characters.
    """
    job = job_with(institution, language, texts, _ANY_LINK)
    for piece in Piece:
        sheet_of(piece, job)


@transaction.atomic
def save_texts(*, actor: OfficerAtWork, language: Language, texts: Texts) -> None:
    """Store the institution's own words.

    Raises:
        TooLong, NoGlyph: as `check_texts`.
    """
    institution = actor.officer.institution
    check_texts(institution, language, texts)
    PrintedTexts.objects.update_or_create(
        institution=institution,
        language=language,
        defaults={name: getattr(texts, name) for name in FIELDS},
    )
    _changed(actor, f"texts {language}")


def set_logo(*, actor: OfficerAtWork, upload: EncryptedSpool) -> ReadLogo:
    """Redraw an uploaded logo as a plain picture and store that.

    Raises:
        LogoRefused: says why.
    """
    read = read_logo(upload)
    with transaction.atomic():
        Logo.objects.update_or_create(
            institution=actor.officer.institution, defaults={"png": read.png}
        )
        _changed(actor, "logo")
    return read


@transaction.atomic
def remove_logo(*, actor: OfficerAtWork) -> None:
    gone, _ = Logo.objects.filter(institution=actor.officer.institution).delete()
    if gone:
        _changed(actor, "logo removed")


def _changed(actor: OfficerAtWork, what: str) -> None:
    record(
        actor=actor.trail,
        action=Action.SETTINGS_CHANGED,
        subject=f"institution:{actor.officer.institution_id}",
        detail={"publicity": what},
    )
