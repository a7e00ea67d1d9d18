"""Words for the codes of an explanation."""

from django.utils.translation import gettext, gettext_noop

REASONS = {
    # of placements and rules
    "off": gettext_noop("It is off."),
    "not_started": gettext_noop("Its first day has not come."),
    "ended": gettext_noop("Its last day is over."),
    "bad": gettext_noop("Its settings cannot be used."),
    "not_asked": gettext_noop("Its placement is not in force."),
    "condition": gettext_noop("A condition does not hold."),
    "too_few": gettext_noop("It found fewer products than its least items."),
    "nothing": gettext_noop(
        "The widget cannot show this: the page's product, or too many of the others, cannot be "
        "put in the basket at once."
    ),
    # of conditions
    "failed": gettext_noop("It failed; the log of the shop has the error."),
    "negated": gettext_noop("It holds, and the rule asks that it does not."),
    "basket_unknown": gettext_noop("No basket is known here."),
    "basket_below": gettext_noop("The basket's total is too low."),
    "basket_above": gettext_noop("The basket's total is too high."),
    "not_in_basket": gettext_noop("The basket does not hold enough of them."),
    "customer_unknown": gettext_noop("Nobody is signed in."),
    "other_group": gettext_noop("The customer is in none of the groups."),
    "category_unknown": gettext_noop("The page is about no category and no product."),
    "other_category": gettext_noop("The page is about another category."),
    "price_unknown": gettext_noop("A price is not known, or in another currency."),
    "price_below": gettext_noop("The product's price is too low."),
    "price_above": gettext_noop("The product's price is too high."),
    "other_hours": gettext_noop("It is not the hour for it."),
    "before_first_day": gettext_noop("Its first day has not come."),
    "after_last_day": gettext_noop("Its last day is over."),
    "other_weekday": gettext_noop("It is not one of its weekdays."),
    # of candidates
    "after_last": gettext_noop("Good, but all places were taken."),
    "in_basket": gettext_noop("It is in the basket."),
    "in_order": gettext_noop("It is in the order."),
    "not_buyable": gettext_noop("It cannot be bought now: no price or no stock."),
    "not_available": gettext_noop("The shop does not sell it to this customer now."),
    "not_public": gettext_noop("It is hidden in the shop."),
    "owned_already": gettext_noop("The customer has bought it before."),
    "too_cheap": gettext_noop("It is too cheap beside the page's product."),
    "too_dear": gettext_noop("It is too dear beside the page's product."),
    "same_product": gettext_noop("It is the page's own product."),
    "shown_already": gettext_noop("Another widget of the page shows it already."),
    "unknown_product": gettext_noop("It is not in the shop any more."),
}


def reason(code: str) -> str:
    """The words for a code; a code of a plugin that has none here reads as it is written."""
    if not code:
        return ""
    words = REASONS.get(code)
    return gettext(words) if words else code.replace("_", " ").capitalize() + "."
