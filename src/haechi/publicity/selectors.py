"""What the pieces of an institution say."""

from django.utils import translation

from haechi.institutions.models import EntryPoint, Institution
from haechi.institutions.selectors import active_categories, entry_point_url
from haechi.publicity.models import Logo, PrintedTexts
from haechi.publicity.types import Job, Language, Texts
from haechi.publicity.wording import DEFAULTS

_NOTHING = Texts("", "", "", "", "")


def own_texts(institution: Institution, language: Language) -> Texts:
    """What the institution wrote; empty where the default speaks."""
    stored = PrintedTexts.objects.filter(institution=institution, language=language).first()
    return stored.texts if stored else _NOTHING


def logo_of(institution: Institution) -> bytes | None:
    stored = Logo.objects.filter(institution=institution).first()
    return bytes(stored.png) if stored else None


def job_for(institution: Institution, entry_point: EntryPoint, language: Language) -> Job:
    """What the pieces of a link show. English pieces lead to the English form."""
    texts = own_texts(institution, language)
    url = entry_point_url(institution, entry_point, english=language is Language.ENGLISH)
    return job_with(institution, language, texts, url)


def job_with(institution: Institution, language: Language, texts: Texts, url: str) -> Job:
    with translation.override(language):
        return Job(
            institution=institution.name,
            url=url,
            language=language,
            texts=texts.or_default(DEFAULTS[language]),
            categories=tuple(category.name for category in active_categories(institution)),
            logo=logo_of(institution),
        )
