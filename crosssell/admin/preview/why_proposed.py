"""Why a strategy does not propose a product, in words."""

from django.utils.translation import gettext, gettext_noop

from crosssell.explanation import RuleTrace

# By strategy; ``%(page)s`` is what the page is about.
WHY = {
    "also_bought": gettext_noop("too few customers who bought %(page)s bought it as well."),
    "bestsellers": gettext_noop("it is not among the bestsellers."),
    "bought_together": gettext_noop("it was not bought together with %(page)s often enough."),
    "buy_again": gettext_noop("the customer has not bought it, or it is not time for it again."),
    "cheaper_alternative": gettext_noop(
        "it is not in the same category as %(page)s, or not cheaper by what the rule asks for."
    ),
    "for_you": gettext_noop("it does not go with what the customer has bought and viewed."),
    "matrix": gettext_noop("no row of the matrix puts it beside %(page)s."),
    "new_arrivals": gettext_noop("it is not new enough."),
    "on_offer": gettext_noop("no offer that is on holds it."),
    "random_from": gettext_noop("it was not drawn, or it is not in the range."),
    "recently_viewed": gettext_noop("the visitor has not viewed it."),
    "same_attribute": gettext_noop("it does not have the value of %(page)s."),
    "same_category": gettext_noop("it is not in the category of %(page)s."),
    "similar": gettext_noop("others are more similar to %(page)s."),
    "top_rated": gettext_noop("others are rated better, or it has too few reviews."),
    "trending": gettext_noop("it does not sell better than before."),
    "upsell": gettext_noop(
        "it is not in the same category as %(page)s, or not dearer by what the rule asks for."
    ),
    "viewed_then_bought": gettext_noop(
        "too few visitors who viewed %(page)s bought it afterwards."
    ),
    "viewed_together": gettext_noop("too few visitors viewed it beside %(page)s."),
}
OTHER = gettext_noop("its strategy does not bring it here.")


def not_proposed(rule: RuleTrace, page_title: str) -> str:
    """The rest of "Rule X does not propose it: ..."."""
    page = (
        gettext("“%(title)s”") % {"title": page_title}
        if page_title
        else gettext("what the page or the basket is about")
    )
    said = gettext(WHY.get(rule.strategy, OTHER)) % {"page": page}
    if rule.fallbacks:
        said += " " + gettext("Its fallbacks do not propose it either.")
    return said
