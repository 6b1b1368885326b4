import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import translation

LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
}
BASE = (
    '{% load i18n static %}<a href="{% static "x.css" %}">{% translate "Caution" %}</a>'
    '{% block main %}{% translate "Done" %}{% endblock %}'
)
PAGE = (
    '{% extends "base" %}{% load i18n %}{% block main %}'
    '{% translate "Done" as done %}[{{ done }}|{{ name }}]'
    "{% if name %}{% translate \"Error\" %}{% else %}{% translate 'Information' %}{% endif %}"
    '{% for one in many %}{{ one }}{% include "part" %}{% endfor %}'
    "{% blocktranslate trimmed with who=name %}To {{ who }}{% endblocktranslate %}"
    "{% translate 'done' context 'step' %}{% translate name context 'step' %}"
    "{% blocktranslate %}Progress{% endblocktranslate %}{{ block.super }}{% endblock %}"
)
TEMPLATES = {"base": BASE, "page": PAGE, "part": "{% load i18n %}({% translate 'Main menu' %})"}


def engine(loader: str) -> Engine:
    plain = ("django.template.loaders.locmem.Loader", TEMPLATES)
    return Engine(loaders=[(loader, [plain])], libraries=LIBRARIES)


@pytest.fixture
def folding() -> Engine:
    return engine("haechi.sites.common.folding.FoldingLoader")


@pytest.mark.parametrize("values", [{}, {"name": "<b>", "many": [1, 2]}])
def test_pages_are_the_same_as_without_folding_in_both_languages(folding, values):
    plain = engine("django.template.loaders.cached.Loader")
    for language in ("ko", "en", "ko"):
        with translation.override(language):
            ours = folding.get_template("page").render(Context(values))
            theirs = plain.get_template("page").render(Context(values))
            assert ours == theirs
            assert ("진행" in ours) == (language == "ko")


def test_what_a_language_settles_is_one_text_and_nothing_else_is_touched(folding):
    with translation.override("ko"):
        (text, block) = folding.get_template("base").nodelist[-2:]
        assert text.render(Context()).endswith("</a>")
        assert len(block.nodelist) == 1
        assert "{{" not in folding.get_template("page").render(Context({"name": "김"}))


def test_a_broken_template_still_says_so():
    broken = Engine(
        loaders=[
            (
                "haechi.sites.common.folding.FoldingLoader",
                [("django.template.loaders.locmem.Loader", {"x": "{% nonsense %}"})],
            )
        ]
    )
    with pytest.raises(TemplateSyntaxError):
        broken.get_template("x")
