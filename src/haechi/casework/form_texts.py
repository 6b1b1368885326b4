"""The words that an institution prints on the official forms instead of the standard ones (PI-22)."""

from collections.abc import Mapping

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.cases.clocks import settings_of
from haechi.cases.errors import TooMuch
from haechi.cases.models import CaseSettings
from haechi.cases.people import checked_text
from haechi.documents.forms import FORMS
from haechi.institutions.models import Institution
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role

LONGEST = 3_000  # of one text: more than any form has room for, and no cell outgrows its page
_ENTITLED = frozenset({Role.HEAD, Role.ADMINISTRATOR})


def own_texts(institution: Institution, form: int) -> dict[str, str]:
    """By key, only those that differ from the standard; a text that a form no longer has is left out."""
    kept = settings_of(institution).form_texts.get(str(form), {})
    return {text.key: kept[text.key] for text in FORMS[form].texts if text.key in kept}


@transaction.atomic
def save_form_texts(*, actor: OfficerAtWork, form: int, texts: Mapping[str, str]) -> None:
    """Keep the words of one form. Empty, or as the standard says today: the standard follows the law again.

    Raises:
        NotAllowed: neither head nor administrator.
        KeyError: no such form or text.
        TooMuch: a text longer than `LONGEST`.
    """
    if actor.role not in _ENTITLED:
        raise NotAllowed
    if any(len(words) > LONGEST for words in texts.values()):
        raise TooMuch
    spec = FORMS[form]
    own = {
        key: words
        for key, given in texts.items()
        if (words := checked_text(given).strip()) and words != spec.text(key).on().words
    }
    institution = actor.officer.institution
    CaseSettings.objects.get_or_create(institution=institution)
    settings = CaseSettings.objects.select_for_update().get(institution=institution)
    settings.form_texts = {**settings.form_texts, str(form): own}
    settings.save(update_fields=["form_texts"])
    record(
        actor=actor.trail,
        action=Action.CENTRE_CHANGED,
        subject=f"institution:{institution.pk}",
        detail={"form": form, "own_texts": len(own)},
    )
