"""`{% load components %}`: the parts every page is made of; README.md of this app lists them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from haechi.sites.common import fields

register = template.Library()
_NAV_LINE = 5  # items that fit a phone's line


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"site_common/parts/{name}.html", context)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A KRDS icon set into the page, hidden from screen readers. Raises TemplateDoesNotExist."""
    return mark_safe(render_to_string(f"site_common/icons/{name}.svg").strip())  # noqa: S308  our own file


@register.simple_tag(name="field")
def field_tag(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    hints: Mapping[Any, str] | None = None,
    look: str = "",
    limit: int = 0,
    mark: bool = True,
) -> SafeString:
    """Label, hint, error and control of one form field; groups of choices become a fieldset.

    `look`: words of cards, columns (choices) or short, code (inputs).
    """
    shown_hint = str(hint or bound.help_text)
    rows = fields.choices(bound, hints or {})
    return _part(
        "field",
        {
            "id": fields.target(bound),
            "name": bound.auto_id,
            "label": label or bound.label,
            "hint": shown_hint,
            "errors": bound.errors,
            "group": rows is not None or bound.use_fieldset,
            "check": bound.widget_type == "checkbox" and rows is None,
            "choices": rows,
            "control": "" if rows is not None else fields.control(bound, shown_hint, look),
            "described_by": fields.described_by(bound, shown_hint),
            "need": ("required" if bound.field.required else "optional") if mark else "",
            "cards": "cards" in look,
            "columns": "columns" in look,
            "limit": limit,
        },
    )


@register.simple_tag
def error_summary(form: BaseForm, *, title: str = "", kept: str = "") -> SafeString:
    """What is wrong, at the top of the page, each line a link to its field. Takes the focus."""
    if not form.errors:
        return SafeString("")
    items = [{"message": message} for message in form.non_field_errors()]
    items += [
        {"label": bound.label, "target": fields.target(bound), "message": message}
        for bound in form
        for message in bound.errors
    ]
    return _part(
        "error_summary", {"items": items, "title": title or _("Please check these"), "kept": kept}
    )


def _tone_word(tone: str) -> str:
    return {
        "information": _("Information"),
        "success": _("Done"),
        "warning": _("Caution"),
        "danger": _("Error"),
    }[tone]


@register.simple_block_tag
def alert(content: SafeString, tone: str, *, title: str = "", role: str = "") -> SafeString:
    """A boxed note. `tone`: information, success, warning, danger.

    `role`: "status" or "alert", only where the note appears after the page was loaded.
    """
    return _part(
        "alert",
        {"content": content, "tone": tone, "title": title, "role": role, "word": _tone_word(tone)},
    )


@register.inclusion_tag("site_common/parts/badge.html")
def badge(text: str, tone: str = "") -> dict[str, str]:
    """A small label. `tone`: primary, information, success, warning, danger; grey without."""
    return {"text": text, "tone": tone}


@register.simple_tag
def status_line(
    steps: Iterable[tuple[object, str]], current: object, *, label: str = ""
) -> SafeString:
    """접수 → 확인 → 조사 → 처리완료, or the steps of a form.

    `steps`: (value, label) pairs such as `Choices.choices`. Raises ValueError when `current` is
    none of them.
    """
    pairs = [(str(value), text) for value, text in steps]
    here = [value for value, _text in pairs].index(str(current))
    rows = [
        {"label": text, "state": "done" if at < here else "current" if at == here else "todo"}
        for at, (_value, text) in enumerate(pairs)
    ]
    return _part("steps", {"steps": rows, "label": label or _("Progress")})


@register.inclusion_tag("site_common/parts/file_list.html")
def file_list(files: Iterable[Any], *, label: str = "") -> dict[str, Any]:
    """Files with size, what cleaning removed, and a Remove button where `remove_name` is set."""
    return {"files": files, "label": label}


@register.simple_block_tag
def message(
    content: SafeString,
    side: str,
    author: str,
    *,
    when: str = "",
    id: str = "",
    unread: bool = False,
) -> SafeString:
    """One message of a thread, an `<li>` for `<ol class="thread">`. `side`: own, other, system."""
    trimmed = mark_safe(content.strip())  # noqa: S308  already escaped by the block's own rendering
    return _part(
        "message",
        {
            "content": trimmed,
            "side": side,
            "author": author,
            "when": when,
            "id": id,
            "unread": unread,
        },
    )


@register.inclusion_tag("site_common/parts/pagination.html")
def pagination(
    previous_url: str = "", next_url: str = "", *, position: str = "", label: str = ""
) -> dict[str, str]:
    """Previous and next for keyset paging; nothing at all when there is one page."""
    return {
        "previous_url": previous_url,
        "next_url": next_url,
        "position": position,
        "label": label or _("Pages of the list"),
    }


@register.simple_block_tag
def table(
    content: SafeString,
    caption: str,
    *,
    id: str = "table",
    hide_caption: bool = False,
    cards: bool = True,
) -> SafeString:
    """A table around your thead and tbody; below 768 px rows become cards (`data-label`)."""
    return _part(
        "table",
        {
            "content": content,
            "caption": caption,
            "id": id,
            "hide_caption": hide_caption,
            "cards": cards,
        },
    )


@register.simple_tag
def data_table(
    columns: Sequence[Mapping[str, Any]],
    rows: Iterable[Sequence[Any]],
    caption: str,
    *,
    id: str = "table",
) -> SafeString:
    """A table of `columns` ({label, numeric}) and `rows` of values or {value, url, tone}."""
    laid_out = [
        [_cell(column, cell) for column, cell in zip(columns, row, strict=True)] for row in rows
    ]
    body = _part("data_table", {"columns": columns, "rows": laid_out})
    return _part("table", {"content": body, "caption": caption, "id": id, "cards": True})


def _cell(column: Mapping[str, Any], cell: object) -> dict[str, Any]:
    values = dict(cell) if isinstance(cell, Mapping) else {"value": cell}
    return {"label": column["label"], "numeric": column.get("numeric", False), **values}


@register.inclusion_tag("site_common/parts/empty.html")
def empty(title: str, *, text: str = "", url: str = "", link: str = "") -> dict[str, str]:
    """A list that has nothing yet, and where to go from it."""
    return {"title": title, "text": text, "url": url, "link": link}


@register.inclusion_tag("site_common/parts/nav.html")
def nav(items: Iterable[Any], *, label: str = "") -> dict[str, Any]:
    """The main navigation. `items`: label, url, current, count, begins (a new group).

    More than fit a phone's line fold behind one button there.
    """
    shown = list(items)
    here = next((one["label"] for one in shown if one.get("current")), "")
    label = label or _("Main menu")
    return {"items": shown, "label": label, "folds": len(shown) > _NAV_LINE, "here": here}


@register.inclusion_tag("site_common/parts/tabs.html")
def tabs(items: Iterable[Any], *, label: str) -> dict[str, Any]:
    """Tabs that are links to pages of their own. `items`: label, url, current, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("site_common/parts/breadcrumb.html")
def breadcrumb(items: Iterable[Any]) -> dict[str, Any]:
    """Where the page stands. `items`: label, url; the last is the page itself."""
    return {"items": items}
