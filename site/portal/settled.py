"""Templates of ours, with all that can be known before anybody asks written out once per language.

Most of a page is the same for everybody who reads one language: the frame, the words of buttons, the addresses of styles.
Django works these out anew for every request, a node each. Here a template is settled when it is loaded:

- words without a variable, addresses of static files and the constants of the site become text;
- addresses of views are searched for once, their variable parts put in (portal.addresses);
- `extends` and `include` of a template named in quotes are put in place;
- pieces of text that then stand side by side become one.

The rule that keeps this safe: nothing is settled from a context. What is written out is computed without a request, without
a person and without any value of a page, so there is nothing of anybody's that could be kept. Whatever is not understood
here stays as Django made it. Templates are written as always, and give the same page, byte for byte, with Django's loader.
"""

from __future__ import annotations

from html import escape
from threading import RLock
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Node, NodeList, Origin, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    CycleNode,
    ForNode,
    IfChangedNode,
    IfNode,
    LoadNode,
    URLNode,
    WithNode,
)
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from portal.addresses import address
from portal.context import CONSTANTS

# They keep something between the parts of a template, or stand for parts of others.
NEVER_INLINED = (ExtendsNode, BlockNode, CycleNode, IfChangedNode)
MISSING = object()
OURS = tuple(f"{settings.ROOT / folder}/" for folder in ("site", "quizzes", "courses"))


class Loader(cached.Loader):
    """Django's own loader, which keeps each template; those in `folders` are kept settled, once per language."""

    def __init__(self, engine: Engine, loaders: list[Any], folders: tuple[str, ...] = OURS) -> None:
        super().__init__(engine, loaders)
        self.folders = folders
        self.settled: dict[str, Template] = {}
        # A template may include itself: while it is being settled, it is found as Django made it.
        self.at_work: set[str] = set()
        self.lock = RLock()

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        key = f"{get_language()}:{self.cache_key(template_name, skip)}"
        return self.settled.get(key) or self._settle(key, super().get_template(template_name, skip))

    def reset(self) -> None:
        super().reset()
        self.settled.clear()

    def _settle(self, key: str, template: Template) -> Template:
        if not template.origin.name.startswith(self.folders) or not get_language():
            return template
        with self.lock:
            if key in self.at_work:
                return template
            self.at_work.add(key)
            try:
                settled = _again(template, Settled)
                settled.nodelist = _settled(_composed(settled), settled)
            finally:
                self.at_work.remove(key)
            self.settled[key] = settled
        return settled


class Settled(Template):
    """A template whose fixed parts are written out."""


class Lookup(Variable):
    """A variable on the usual way: a name of the page, then keys of dictionaries or plain attributes.

    Whatever leaves that way is left to Django, which tries keys, attributes, places and calls in turn: for a key that is
    not there, that costs more than ten keys that are.
    """

    __slots__ = ()

    def resolve(self, context: Context) -> Any:  # type: ignore[override]
        value: Any = context
        for name in self.lookups or ():
            if type(value) is dict or value is context:
                found = value.get(name, MISSING)
                if found is MISSING:
                    if hasattr(value, name) or name.isdigit():
                        return super().resolve(context)
                    raise VariableDoesNotExist("There is no %s in %r", (name, value))
                value = found
            elif hasattr(type(value), "__getitem__"):
                return super().resolve(context)
            else:
                value = getattr(value, name, MISSING)
            if value is MISSING or callable(value):
                return super().resolve(context)
        return value


class Told(Node):
    """Words with variables in them: the sentence is looked up once, only the variables are put in."""

    child_nodelists = ()

    def __init__(self, node: BlockTranslateNode) -> None:
        self.node = node
        self.singular, self.names = node.render_token_list(node.singular)
        self.plural: str | None = None
        if node.plural and node.counter and node.countervar:
            self.counter, self.counted = node.counter, node.countervar
            self.plural, more = node.render_token_list(node.plural)
            self.names = [*self.names, *more]
        else:
            self.sentence = gettext(self.singular)

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.node.extra_context.items()}
        if self.plural is not None:
            count = self.counter.resolve(context)
            if not isinstance(count, int):
                return str(self.node.render(context))
            values[self.counted] = count
            sentence = ngettext(self.singular, self.plural, count)
        else:
            sentence = self.sentence
        try:
            return sentence % {
                name: _shown(values[name] if name in values else context[name], context)
                for name in self.names
            }
        except (KeyError, ValueError):
            return str(self.node.render(context))


class Value(VariableNode):
    """A value put into the page; what is a plain text needs escaping and nothing else."""

    def render(self, context: Context) -> str:
        return _shown(self.filter_expression.resolve(context), context)


class Address(Node):
    """The address of a view, its variable parts put in where they go."""

    child_nodelists = ()

    def __init__(self, node: URLNode) -> None:
        self.view_name, self.parts = node.view_name, node.args

    def render(self, context: Context) -> str:
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        app = getattr(request, "current_app", None) or getattr(match, "namespace", None)
        parts = [part.resolve(context) for part in self.parts]
        return _shown(address(self.view_name.resolve(context), parts, app), context)


class Inlined(Node):
    """An included template, put in place, with variables of its own."""

    def __init__(self, node: IncludeNode, nodelist: NodeList) -> None:
        self.values, self.alone, self.nodelist = node.extra_context, node.isolated_context, nodelist

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        if self.alone:
            return str(self.nodelist.render(context.new(values)))
        with context.push(**values):
            return str(self.nodelist.render(context))


def _shown(value: Any, context: Context) -> str:
    if context.autoescape:
        if type(value) is str:
            return escape(value)
        if isinstance(value, SafeString):
            return value
        if type(value) is int and 0 <= value < 1000:
            return str(value)
    return render_value_in_context(value, context)  # type: ignore[no-any-return]


def _again(template: Template, kind: type[Template] = Template) -> Template:
    """The same template, read again: its nodes may be changed."""
    return kind(template.source, template.origin, template.name, template.engine)


def _literal(expression: Any) -> str | None:
    """The text in quotes that an expression is, or None when it is anything else."""
    plain = not expression.is_var and not expression.filters and isinstance(expression.var, str)
    return str(expression.var) if plain else None


def _settled_one(name: str | None, asking: Template) -> Template | None:
    """The template of that name, where it is one that is settled; not the one that asks."""
    if name is None:
        return None
    try:
        found, _origin = asking.engine.find_template(name, skip=[asking.origin])
    except TemplateDoesNotExist:
        return None
    return found if isinstance(found, Settled) else None


def _composed(template: Template) -> NodeList:
    """The nodes of a freshly read template, with those of the templates that it extends round them."""
    nodes = template.nodelist
    extends: Any = next((node for node in nodes if isinstance(node, ExtendsNode)), None)
    if extends is None:
        return nodes
    parent = _settled_one(_literal(extends.parent_name), template)
    if len(nodes) > 1 or parent is None or "block.super" in template.source:
        return nodes
    around = _composed(_again(parent))
    if any(isinstance(node, ExtendsNode) for node in around):
        return nodes
    blocks: list[Any] = around.get_nodes_by_type(BlockNode)
    for block in blocks:
        if block.name in extends.blocks:
            block.nodelist = extends.blocks[block.name].nodelist
    return around


def _settled(nodes: NodeList, template: Template) -> NodeList:
    """The nodes, with all that is known written out."""
    settled = NodeList()
    for node in nodes:
        for part in _parts(node, template):
            if isinstance(part, TextNode) and settled and isinstance(settled[-1], TextNode):
                settled[-1] = TextNode(settled[-1].s + part.s)
            else:
                settled.append(part)
    settled.contains_nontext = any(not isinstance(node, TextNode) for node in settled)
    return settled


def _parts(node: Node, template: Template) -> list[Node]:
    """What one node becomes."""
    if isinstance(node, (CommentNode, LoadNode)):
        return []
    _look_up_quickly(node)
    if isinstance(node, IncludeNode):
        return _included(node, template)
    if _is_known(node):
        constants = Context(CONSTANTS)
        with constants.bind_template(template):
            return [TextNode(str(node.render(constants)))]
    if type(node) is VariableNode:
        return [_like(node, Value(node.filter_expression))]
    if isinstance(node, URLNode) and not node.kwargs and not node.asvar:
        return [_like(node, Address(node))]
    if isinstance(node, BlockTranslateNode) and not node.asvar and not node.message_context:
        return [_like(node, Told(node))]
    if isinstance(node, IfNode):
        node.conditions_nodelists = [
            (condition, _settled(nodelist, template)) for condition, nodelist in node.conditions_nodelists
        ]
    elif isinstance(node, (BlockNode, ForNode, WithNode)):
        for name in node.child_nodelists:
            setattr(node, name, _settled(getattr(node, name), template))
    return [node]


def _look_up_quickly(node: Any) -> None:
    """Let the variables in a node, in its conditions and in what it hands on, be looked up on the usual way first."""
    waiting = [value for name, value in vars(node).items() if name not in ("nodelist", "origin", "token")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, FilterExpression):
            if type(one.var) is Variable and one.var.lookups is not None and not one.var.translate:
                one.var = Lookup(one.var.var)
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, (list, tuple)) and not isinstance(one, NodeList):
            waiting += one
        elif isinstance(one, TokenBase):
            waiting += [one.value, one.first, one.second]


def _included(node: IncludeNode, template: Template) -> list[Node]:
    """The nodes of an included template; without a frame of their own where nothing in them sets a variable."""
    name = _literal(node.template)
    found = _settled_one(name, template)
    if found is None:
        return [node]
    fresh = _again(found)
    nodes = _composed(fresh)
    if any(nodes.get_nodes_by_type(kind) for kind in NEVER_INLINED):
        return [node]
    settled = _settled(nodes, fresh)
    if node.extra_context or node.isolated_context or any(_sets_something(part) for part in settled):
        return [_like(node, Inlined(node, settled))]
    return list(settled)


def _sets_something(node: Node) -> bool:
    """Whether the node might leave a variable behind. Of a tag that is not known here, one must think so."""
    if isinstance(node, (TextNode, Value, Told, Address, Inlined, CsrfTokenNode)):
        return False
    if isinstance(node, URLNode):
        return node.asvar is not None
    if isinstance(node, (IfNode, ForNode, WithNode)):
        return any(_sets_something(part) for name in node.child_nodelists for part in getattr(node, name))
    return True


def _like(node: Node, other: Node) -> Node:
    """The other node, standing where this one stood."""
    other.token, other.origin = node.token, node.origin
    return other


def _is_known(node: Node) -> bool:
    """Whether the node gives the same text to everybody who reads this language."""
    if isinstance(node, TranslateNode):
        expression = node.filter_expression
        quoted = getattr(expression.var, "lookups", None) is None
        return quoted and not expression.filters and not node.asvar and not node.message_context
    if isinstance(node, StaticNode):
        return node.varname is None and _literal(node.path) is not None
    if isinstance(node, BlockTranslateNode):
        has_values = node.extra_context or node.counter or node.asvar or node.message_context
        return not has_values and not node.render_token_list(node.singular)[1]
    if type(node) is VariableNode:
        expression = node.filter_expression
        lookups = getattr(expression.var, "lookups", None) or ("",)
        return lookups[0] in CONSTANTS and not expression.filters
    return False
