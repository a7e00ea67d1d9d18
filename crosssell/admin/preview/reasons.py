"""Words for the codes of an explanation."""

from django.utils.translation import gettext, gettext_noop

REASONS = {
    # of placements and rules
    "off": gettext_noop("It is off."),
    "not_started": gettext_noop("Its first day has not come."),
    "ended": gettext_noop("Its last day is over."),
    "bad": gettext_noop("Its settings cannot be used."),
    "not_asked": gettext_noop("It is not asked: its placement shows nothing here."),
    "condition": gettext_noop("A condition does not hold."),
    "stopped": gettext_noop("A rule before it applies and stops there."),
    "under_test": gettext_noop("It is under test, and this visitor's part does not show it."),
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
    # of conditions: page
    "product_unknown": gettext_noop("The page is about no product."),
    "other_product": gettext_noop("The page is about another product."),
    "no_attribute": gettext_noop("The product does not have this attribute."),
    "other_value": gettext_noop("The product has another value of this attribute."),
    "stock_unknown": gettext_noop("The shop does not count the stock of this product."),
    "stock_below": gettext_noop("Too few pieces of the product are left."),
    "stock_above": gettext_noop("Too many pieces of the product are left."),
    "other_structure": gettext_noop("The product is built in another way: variants, or none."),
    "other_class": gettext_noop("The product is of another class."),
    "other_range": gettext_noop("The product is in none of the ranges."),
    # of conditions: basket and order
    "tax_unknown": gettext_noop("The tax is not known yet."),
    "other_currency": gettext_noop("The amount is in another currency."),
    "basket_small": gettext_noop("The basket holds too few pieces."),
    "basket_large": gettext_noop("The basket holds too many pieces."),
    "line_below": gettext_noop("No line of the basket is dear enough."),
    "line_above": gettext_noop("A line of the basket is too dear."),
    "no_coupon": gettext_noop("No coupon is used."),
    "other_coupon": gettext_noop("Another coupon is used."),
    "order_unknown": gettext_noop("The page is about no order."),
    "order_below": gettext_noop("The order's total is too low."),
    "order_above": gettext_noop("The order's total is too high."),
    "not_in_order": gettext_noop("The order does not hold enough of them."),
    # of conditions: customer
    "guest": gettext_noop("The shopper is not signed in."),
    "ordered_before": gettext_noop("The customer has ordered before."),
    "few_orders": gettext_noop("The customer has ordered too few times."),
    "many_orders": gettext_noop("The customer has ordered too many times."),
    "spent_less": gettext_noop("The customer has spent too little so far."),
    "spent_more": gettext_noop("The customer has spent too much so far."),
    "no_order": gettext_noop("The customer has not ordered yet."),
    "ordered_lately": gettext_noop("The customer's last order is not long enough ago."),
    "ordered_long_ago": gettext_noop("The customer's last order is too long ago."),
    "not_bought_before": gettext_noop("The customer has not bought any of them before."),
    "returned_less": gettext_noop("Too few of the customer's orders came back."),
    "returned_more": gettext_noop("Too many of the customer's orders came back."),
    "discounted_less": gettext_noop("Too few of the customer's orders had a discount."),
    "discounted_more": gettext_noop("Too many of the customer's orders had a discount."),
    # of conditions: visit
    "viewed_unknown": gettext_noop("What was viewed before is not known here."),
    "not_viewed": gettext_noop("The shopper has not viewed any of them lately."),
    "country_unknown": gettext_noop("The shipping country is not known yet."),
    "other_country": gettext_noop("The parcel goes to another country."),
    "language_unknown": gettext_noop("The language is not known here."),
    "other_language": gettext_noop("The page is in another language."),
    "device_unknown": gettext_noop("The browser does not say what device it runs on."),
    "other_device": gettext_noop("The shopper uses another device."),
    "referrer_unknown": gettext_noop("The visit did not begin at a link on another web site."),
    "other_referrer": gettext_noop("The visit began at a link on another web site."),
    "campaign_unknown": gettext_noop("Campaigns are not known here."),
    "no_campaign": gettext_noop("The visit did not begin at the link of a campaign."),
    "other_campaign": gettext_noop("The visit began at the link of another campaign."),
    "site_unknown": gettext_noop("The site is not known here."),
    "other_site": gettext_noop("The page belongs to another site."),
    # of candidates
    "after_last": gettext_noop("Good, but all places were taken."),
    "enough_alike": gettext_noop("Enough like it is shown: the rule wants different things."),
    "in_basket": gettext_noop("It is in the basket."),
    "in_order": gettext_noop("It is in the order."),
    "not_buyable": gettext_noop("It cannot be bought now: no price or no stock."),
    "not_available": gettext_noop("The shop does not sell it to this customer now."),
    "not_public": gettext_noop("It is hidden in the shop."),
    "seen_often": gettext_noop("It was shown often in this session, and nobody looked at it."),
    "owned_already": gettext_noop("The customer has bought it before."),
    "too_cheap": gettext_noop("It is too cheap beside the page's product."),
    "too_dear": gettext_noop("It is too dear beside the page's product."),
    "not_cheaper": gettext_noop("It is not cheaper than the page's product."),
    "out_of_stock": gettext_noop("It is out of stock."),
    "few_left": gettext_noop("Too few pieces of it are left."),
    "outside_categories": gettext_noop("It is in none of the categories."),
    "category_left_out": gettext_noop("It is in a category that is kept out."),
    "same_category": gettext_noop("It is in the page's category."),
    "not_same_category": gettext_noop("It is not in the page's category."),
    "no_such_value": gettext_noop("Its attribute has none of the values."),
    "value_left_out": gettext_noop("Its attribute has a value that is kept out."),
    "same_value": gettext_noop("Its attribute has the value of the page's product."),
    "not_same_value": gettext_noop("Its attribute has not the value of the page's product."),
    "on_offer": gettext_noop("It is on offer."),
    "not_on_offer": gettext_noop("It is not on offer."),
    "few_reviews": gettext_noop("It has too few reviews."),
    "badly_rated": gettext_noop("Its rating is too low."),
    "age_unknown": gettext_noop("Nobody knows since when the shop has it."),
    "too_new": gettext_noop("The shop has not had it long enough."),
    "too_old": gettext_noop("The shop has had it for too long."),
    "outside_ranges": gettext_noop("It is in none of the ranges."),
    "range_left_out": gettext_noop("It is in a range that is kept out."),
    "outside_classes": gettext_noop("It is of none of the product classes."),
    "class_left_out": gettext_noop("It is of a product class that is kept out."),
    "product_left_out": gettext_noop("The rule keeps it out by name."),
    "never_recommended": gettext_noop("It is never recommended anywhere: see its preference."),
    "same_product": gettext_noop("It is the page's own product."),
    "shown_already": gettext_noop("Another widget of the page shows it already."),
    "unknown_product": gettext_noop("It is not in the shop any more."),
}

# Of widgets that find what they show by themselves, why they show nothing.
OF_WIDGETS = {
    "threshold": gettext_noop(
        "No bar here: no threshold is on for this visitor and basket, or the basket is still too "
        "far from the next tier."
    ),
    "gap_filler": gettext_noop(
        "Nothing to add: all tiers are reached, or no product brings the basket near enough to "
        "the next one. Try it with something in the basket."
    ),
}


def reason_of(widget: str, code: str) -> str:
    """The words for why a widget is not shown."""
    words = OF_WIDGETS.get(widget) if code == "nothing" else None
    return gettext(words) if words else reason(code)


def reason(code: str) -> str:
    """The words for a code; a code of a plugin that has none here reads as it is written."""
    if not code:
        return ""
    words = REASONS.get(code)
    return gettext(words) if words else code.replace("_", " ").capitalize() + "."
