"""Widgets written straight into HTML.

Django renders each radio button through three templates; a form of ours has twenty of them, which was
a quarter of a page's time. What is not known here goes the way through templates.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import mark_safe


def _attributes(widget: Mapping[str, Any]) -> str:
    """As `django/forms/widgets/attrs.html`: True stands alone, False is left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{escape(str(value))}"'
    name = escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{shown}{_attributes(widget)}>'


def _option(widget: Mapping[str, Any]) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    identifier = widget["attrs"].get("id")
    target = f' for="{escape(str(identifier))}"' if identifier else ""
    return f"<label{target}>{_input(widget)} {escape(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    value = escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/password.html": _input,
    "django/forms/widgets/email.html": _input,
    "django/forms/widgets/number.html": _input,
    "django/forms/widgets/date.html": _input,
    "django/forms/widgets/checkbox.html": _input,
    "django/forms/widgets/radio_option.html": _option,
    "django/forms/widgets/checkbox_option.html": _option,
    "django/forms/widgets/textarea.html": _textarea,
}


class WidgetRenderer(DjangoTemplates):
    """`FORM_RENDERER` of both sites."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        writer = _WRITERS.get(template_name)
        if writer is None:
            return super().render(template_name, context, request)
        return mark_safe(writer(context["widget"]))  # noqa: S308  every value in it was escaped
