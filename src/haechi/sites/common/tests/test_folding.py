from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.utils import translation

from haechi.sites.common import folding as folding_module

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


def test_nobody_sees_a_template_while_it_is_folded(folding, monkeypatch):
    """Pages of a site that had just started once lost scripts for good: two threads folded one template."""
    begun, go_on = Event(), Event()
    fold, folded = folding_module.fold, []

    def slowly(nodes, context):
        folded.append(nodes)
        begun.set()
        go_on.wait(10)
        fold(nodes, context)

    def rendered():
        return folding.get_template("page").render(Context({"name": "김"}))

    monkeypatch.setattr(folding_module, "fold", slowly)
    plain = engine("django.template.loaders.cached.Loader").get_template("page")
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(rendered)
        assert begun.wait(10)
        others = [pool.submit(rendered) for _ in range(2)]
        for each in others:
            with pytest.raises(TimeoutError):
                each.result(0.1)
        go_on.set()
        pages = {each.result(10) for each in (first, *others)}
    assert pages == {plain.render(Context({"name": "김"}))}
    assert len({id(nodes) for nodes in folded}) == len(folded), "each once"
