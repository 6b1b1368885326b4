"""An institution's form can always be reached: its short name shadows no page of the site (HL-2)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from haechi.institutions.models import RESERVED
from haechi.institutions.services import create_institution


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_a_reserved_short_name_is_refused(slug: str) -> None:
    with pytest.raises(ValidationError):
        create_institution(slug=slug, name_ko="가", name_en="A")


def test_every_fixed_address_of_the_reporter_site_is_reserved() -> None:
    resolver = get_resolver("haechi.sites.reporter.urls")
    fixed = {str(pattern.pattern).split("/")[0] for pattern in resolver.url_patterns}
    fixed = {word for word in fixed if word and not word.startswith("<")}
    assert {word for word in fixed if "." not in word} <= RESERVED
