"""Templates with everything that a language settles worked out beforehand.

Most of a page is sentences that are the same for everybody: translating them anew for each reader was
a sixth of a page's time. Each language has its own compiled copy, in which those nodes are plain text.
"""

from collections.abc import Callable, Iterator, Sequence
from threading import RLock
from typing import Any

from django.template import Context, Engine, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import IfNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils import translation


class FoldingLoader(Loader):
    """Django's cached loader, one cache a language.

    It caches a template before it is folded: whoever comes meanwhile waits. Two threads that folded one, or a
    page that was rendered in between, would lose pieces of it, and the cache would keep what is left for good.
    """

    def __init__(self, engine: Engine, loaders: Sequence[Any]) -> None:
        super().__init__(engine, loaders)
        self._folded: dict[str, Template] = {}
        self._one_at_a_time = RLock()

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{translation.get_language()}:{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        key = self.cache_key(template_name, skip)
        template = self._folded.get(key)
        if template is None:
            with self._one_at_a_time:
                template = self._folded.get(key) or self._fold(template_name, skip)
                self._folded[key] = template
        return template

    def _fold(self, template_name: str, skip: list[Origin] | None) -> Template:
        template = super().get_template(template_name, skip)
        context = Context()
        context.template = template
        fold(template.nodelist, context)
        return template

    def reset(self) -> None:
        super().reset()
        self._folded.clear()


def fold(nodes: NodeList, context: Context) -> None:
    """Replace what depends on the language alone by its text, and join neighbouring texts."""
    kept: list[Node] = []
    for node in nodes:
        for inner in _inside(node):
            fold(inner, context)
        text = _settled(node, context)
        if text is None:
            kept.append(node)
        elif kept and isinstance(kept[-1], TextNode):
            kept[-1] = _text(kept[-1].s + text, kept[-1])
        else:
            kept.append(_text(text, node))
    nodes[:] = kept


def _text(text: str, node: Node) -> TextNode:
    folded = TextNode(text)
    folded.token, folded.origin = node.token, node.origin
    return folded


def _inside(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (branch for _condition, branch in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        inner = getattr(node, name, None)
        if isinstance(inner, NodeList):
            yield inner


def _settled(node: Node, context: Context) -> str | None:
    """The text of a node that needs nothing but the language; None for any other."""
    if isinstance(node, TextNode):
        return node.s
    is_settled = _KINDS.get(type(node))
    if is_settled is None or not is_settled(node):
        return None
    try:
        return str(node.render(context))
    except ValueError:
        return None  # a file that is not there: told where it is shown, not where it is loaded


def _is_settled_sentence(node: Any) -> bool:  # noqa: ANN401
    expression: FilterExpression = node.filter_expression
    return (
        not node.asvar
        and not node.noop
        and _is_literal(node.message_context)
        and not expression.filters
        and isinstance(expression.var, Variable)
        and isinstance(expression.var.literal, str)
    )


def _is_literal(expression: FilterExpression | None) -> bool:
    return expression is None or not (expression.filters or isinstance(expression.var, Variable))


def _is_settled_block(node: Any) -> bool:  # noqa: ANN401
    plain = all(token.token_type.name == "TEXT" for token in node.singular)
    return plain and not (
        node.extra_context or node.countervar or node.message_context or node.asvar
    )


def _is_settled_file(node: Any) -> bool:  # noqa: ANN401
    return node.varname is None and _is_literal(node.path)


_KINDS: dict[type[Node], Callable[[Any], bool]] = {
    TranslateNode: _is_settled_sentence,
    BlockTranslateNode: _is_settled_block,
    StaticNode: _is_settled_file,
}
