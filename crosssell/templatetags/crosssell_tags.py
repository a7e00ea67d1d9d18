"""``{% crosssell_slot "name" %}``: show what the merchant has placed in a slot.

``{% crosssell_slot "name" as shown %}`` keeps the HTML in a variable instead, which is empty
where there is nothing to show.
"""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from crosssell import render
from crosssell.oscar import money, order_names
from crosssell.template_slots import SlotTag

register = template.Library()
register.filter("money", money.written)
register.filter("named_discounts", order_names.named)
register.filter("with_names", order_names.with_names)


class SlotNode(SlotTag):
    """A slot where it stands in a template."""

    def render(self, context: Context) -> SafeString | str:
        """Return the HTML of the slot, or keep it under the name after ``as``."""
        html = render.slot(context, self.name)
        if not self.keep_as:
            return html
        context[self.keep_as] = html
        return ""


@register.tag
def crosssell_slot(parser: Parser, token: Token) -> SlotNode:
    """Read the tag: a quoted name, and perhaps ``as`` with the name of a variable."""
    bits = token.split_contents()
    name = bits[1] if len(bits) > 1 else ""
    quoted = len(name) > 2 and name[0] == name[-1] and name[0] in "\"'"
    if not quoted or not (len(bits) == 2 or (len(bits) == 4 and bits[2] == "as")):
        raise template.TemplateSyntaxError(
            'Write {% crosssell_slot "name" %} or {% crosssell_slot "name" as variable %}, '
            "the name in quotes."
        )
    return SlotNode(name[1:-1], bits[3] if len(bits) == 4 else "")
