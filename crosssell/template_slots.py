"""Which slots a template shows: its own, its parents' and those of what it includes.

Only what would really be rendered counts: a block that a child replaces without
``{{ block.super }}`` takes the slots of its parents away. Names given by variables
(``{% include chosen %}``) cannot be followed; a slot in there is planned when it comes up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.template.base import FilterExpression, Node, Template, VariableNode
from django.template.engine import Engine
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

WITH_VARIANTS = frozenset({"product.below_variants"})
WITH_BUTTON = frozenset({"product.above_button", "product.below_button"})
WITHOUT_LINES = frozenset({"basket.empty"})
WITH_LINES = frozenset(
    {"basket.above_lines", "basket.below_lines", "basket.above_button", "basket.below_button"}
)


class SlotTag(Node):
    """The tag that names a slot; ``keep_as`` is the variable that gets the HTML, if any."""

    def __init__(self, name: str, keep_as: str = "") -> None:
        self.name = name
        self.keep_as = keep_as


# Compiled templates stay in Django's cached loader, so each is walked once in a process.
_known: WeakKeyDictionary[Template, frozenset[str]] = WeakKeyDictionary()


def shown_by(template: Template) -> frozenset[str]:
    """Return the names of the slots that the compiled template shows when it is rendered."""
    if template not in _known:
        walk = _Walk(template.engine, frozenset({template.origin.name}))
        _known[template] = frozenset(walk.template(template))
    return _known[template]


def left_out(
    names: frozenset[str], is_parent: bool | None, basket_is_empty: Callable[[], bool]
) -> frozenset[str]:
    """Return what the ifs of Oscar's templates leave out on a page, so that it takes no product.

    ``is_parent`` is of the page's product, None without one; the basket is asked only where one
    of the names hangs on it.
    """
    absent: frozenset[str] = frozenset()
    if is_parent is not None:
        absent |= WITH_BUTTON if is_parent else WITH_VARIANTS
    if names & (WITH_LINES | WITHOUT_LINES):
        absent |= WITH_LINES if basket_is_empty() else WITHOUT_LINES
    return absent


@dataclass(frozen=True)
class _Walk:
    engine: Engine
    # The files that we are in: a template that includes itself is walked once.
    around: frozenset[str]

    def template(self, template: Template) -> Iterator[str]:
        members = chain(template)
        blocks: dict[str, list[BlockNode]] = defaultdict(list)
        for member in members:
            for block in member.nodelist.get_nodes_by_type(BlockNode):
                blocks[block.name].append(block)
        yield from self.nodes(members[-1].nodelist, blocks, None, 0)

    def nodes(
        self,
        nodes: list[Node],
        blocks: dict[str, list[BlockNode]],
        block: str | None,
        level: int,
    ) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, SlotTag):
                yield node.name
            elif isinstance(node, BlockNode):
                yield from self.block(blocks, node.name, 0)
            elif block is not None and _is_super(node):
                yield from self.block(blocks, block, level + 1)
            elif isinstance(node, IncludeNode):
                yield from self.included(_constant(node.template))
            else:
                for name in node.child_nodelists:
                    inside = getattr(node, name, None) or []
                    yield from self.nodes(inside, blocks, block, level)

    def block(self, blocks: dict[str, list[BlockNode]], name: str, level: int) -> Iterator[str]:
        if level < len(blocks[name]):
            yield from self.nodes(blocks[name][level].nodelist, blocks, name, level)

    def included(self, name: str | None) -> Iterator[str]:
        if name is None:
            return
        try:
            template = self.engine.get_template(name)
        except TemplateDoesNotExist:
            return
        if template.origin.name not in self.around:
            inside = _Walk(self.engine, self.around | {template.origin.name})
            yield from inside.template(template)


def chain(template: Template) -> list[Template]:
    """The template and what it extends, the root last; the same name is never taken twice."""
    members = [template]
    history = [template.origin]
    while extends := next(
        (node for node in members[-1].nodelist if isinstance(node, ExtendsNode)), None
    ):
        name = _constant(extends.parent_name)
        if name is None:
            break
        parent, origin = template.engine.find_template(name, skip=history)
        history.append(origin)
        members.append(parent)
    return members


def _constant(expression: FilterExpression) -> str | None:
    plain = isinstance(expression.var, str) and not expression.filters
    return str(expression.var) if plain else None


def _is_super(node: Node) -> bool:
    return isinstance(node, VariableNode) and node.filter_expression.token.startswith("block.super")
