"""The table of slots, one line each: the only list of slots.

A shop adds its own in ``CROSSSELL["SLOTS"]``: dicts with the keys of ``Slot`` (``template`` and
``block`` stay empty there: the shop puts the tag in its template itself). The overrides under
``crosssell/templates/`` are written from this table by ``manage.py crosssell_templates --write``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crosssell import conf

# On which side of a block's content. Some blocks want a wrapper around what is shown: those of
# mails are rows of a table, those around the whole page have no margins.
SIDES = ("before", "after", "row_before", "row_after", "wide_before", "wide_after")

PAGES = {
    "every": _("Every page"),
    "home": _("Home page"),
    "list": _("All products and categories"),
    "category": _("Category page"),
    "product": _("Product page"),
    "card": _("Product card in a list"),
    "reviews": _("Reviews"),
    "search": _("Search results"),
    "bundle": _("Bundle"),
    "basket": _("Basket"),
    "checkout": _("Checkout"),
    "thank_you": _("Thank-you page"),
    "account": _("Account"),
    "orders": _("Orders"),
    "wishlists": _("Wish lists"),
    "alerts": _("Stock alerts"),
    "offers": _("Offers"),
    "flatpage": _("Information page"),
    "errors": _("Error page"),
    "mail": _("Mail"),
}


@dataclass(frozen=True)
class Slot:
    """A named place in a template.

    ``page`` groups slots for the merchant (a key of ``PAGES``, or the shop's own word). ``label``
    may be lazily translated. ``template`` (the name that ``{% extends %}`` takes) and ``block``
    say which block carries the slot, ``where`` on which of ``SIDES``.
    """

    name: str
    label: Any
    page: str
    template: str = ""
    block: str = ""
    where: str = "after"


# Where Oscar shows what: the merchant's group and the template.
LAYOUT = ("every", "oscar/layout.html")
COLUMNS = ("every", "oscar/layout_2_col.html")
FOOTER = ("every", "oscar/partials/footer.html")
# Oscar's mini-basket has no block to extend: the shop's own copy of it carries the tag.
MINI_BASKET = ("every", "")
HOME = ("home", "")  # Oscar has no home page: the shop's own carries the tags.
LIST = ("list", "oscar/catalogue/browse.html")
CATEGORY = ("category", "oscar/catalogue/category.html")
DETAIL = ("product", "oscar/catalogue/detail.html")
CARD = ("card", "oscar/catalogue/partials/product.html")
REVIEWS = ("reviews", "oscar/catalogue/reviews/review_list.html")
REVIEW = ("reviews", "oscar/catalogue/reviews/review_detail.html")
REVIEW_FORM = ("reviews", "oscar/catalogue/reviews/review_form.html")
SEARCH = ("search", "oscar/search/results.html")
BUNDLE = ("bundle", "")  # The page is our own: it carries the tags itself.
BASKET = ("basket", "oscar/basket/basket.html")
LINES = ("basket", "oscar/basket/partials/basket_content.html")
CHECKOUT = ("checkout", "oscar/checkout/layout.html")
CHECKOUT_FOOTER = ("checkout", "oscar/partials/footer_checkout.html")
STEPS = ("checkout", "oscar/checkout/checkout.html")
GATEWAY = ("checkout", "oscar/checkout/gateway.html")
ADDRESS = ("checkout", "oscar/checkout/shipping_address.html")
METHODS = ("checkout", "oscar/checkout/shipping_methods.html")
PAYMENT = ("checkout", "oscar/checkout/payment_details.html")
PREVIEW = ("checkout", "oscar/checkout/preview.html")
THANKS = ("thank_you", "oscar/checkout/thank_you.html")
ACCOUNT = ("account", "oscar/customer/baseaccountpage.html")
LOGIN = ("account", "oscar/customer/login_registration.html")
PROFILE = ("account", "oscar/customer/profile/profile.html")
ADDRESSES = ("account", "oscar/customer/address/address_list.html")
EMAILS = ("account", "oscar/communication/email/email_list.html")
NOTES = ("account", "oscar/communication/notifications/list.html")
ORDERS = ("orders", "oscar/customer/order/order_list.html")
ORDER = ("orders", "oscar/customer/order/order_detail.html")
GUEST_ORDER = ("orders", "oscar/customer/anon_order.html")
WISHLISTS = ("wishlists", "oscar/customer/wishlists/wishlists_list.html")
WISHLIST = ("wishlists", "oscar/customer/wishlists/wishlists_detail.html")
SHARED = ("wishlists", "oscar/wishlists/wishlist_detail.html")
ALERTS = ("alerts", "oscar/customer/alerts/alert_list.html")
OFFERS = ("offers", "oscar/offer/list.html")
OFFER = ("offers", "oscar/offer/detail.html")
RANGE = ("offers", "oscar/offer/range.html")
FLATPAGE = ("flatpage", "flatpages/default.html")
NOT_FOUND = ("errors", "oscar/404.html")
FORBIDDEN = ("errors", "oscar/403.html")
MAIL = ("mail", "oscar/communication/emails/base.html")
ORDER_MAIL = ("mail", "oscar/communication/emails/commtype_order_placed_body.html")
ALERT_MAIL = ("mail", "oscar/communication/emails/commtype_product_alert_body.html")


# Slot, where it stands in its block, and what a merchant reads after the name of the page.
# No product shows twice on a page, and the earlier row takes it: what stands around every page
# comes after what a page is about.
_TABLE: tuple[tuple[tuple[str, str], str, str, Any], ...] = (
    # Oscar has no home page: the shop's own carries the tags.
    (HOME, "home.top", "", _("at the top")),
    (HOME, "home.below_hero", "", _("below the welcome")),
    (HOME, "home.below_categories", "", _("below the categories")),
    (HOME, "home.bottom", "", _("at the end")),
    (LIST, "list.above_sidebar", "before column_left", _("at the start of the side column")),
    (LIST, "list.below_sidebar", "after column_left", _("in the side column below the filters")),
    (LIST, "list.above_products", "before content", _("above the products")),
    (LIST, "list.below_products", "after content", _("below the products")),
    (CATEGORY, "category.below_title", "after header", _("below the title")),
    (CATEGORY, "category.above_products", "before content", _("above description and products")),
    (CATEGORY, "category.below_products", "after content", _("below the products")),
    (DETAIL, "product.top", "before content", _("above the product")),
    (DETAIL, "product.below_price", "after product_stock_record", _("below price and stock")),
    (DETAIL, "product.above_button", "before product_basket_form", _("above the basket button")),
    (DETAIL, "product.below_button", "after product_basket_form", _("below the basket button")),
    (DETAIL, "product.below_variants", "after variants", _("below the variants")),
    (DETAIL, "product.above_description", "before product_description", _("above the description")),
    (DETAIL, "product.below_description", "after product_description", _("below the description")),
    (DETAIL, "product.below_facts", "after product_info", _("below the table of facts")),
    (DETAIL, "product.above_reviews", "before product_review", _("above the reviews")),
    (DETAIL, "product.below_reviews", "after product_review", _("below the reviews")),
    (DETAIL, "product.bottom", "after content", _("below everything")),
    (CARD, "card.below_picture", "after product_image", _("below the picture")),
    (CARD, "card.below_title", "after product_title", _("below the title")),
    (CARD, "card.below_price", "after product_price", _("below the price")),
    (REVIEWS, "reviews.above_list", "before content", _("above all reviews")),
    (REVIEWS, "reviews.below_list", "after content", _("below all reviews")),
    (REVIEW, "review.below_text", "after content", _("below a single review")),
    (REVIEW_FORM, "review.below_form", "after product_review", _("below the form for a review")),
    (SEARCH, "search.above_results", "before content", _("above the results")),
    (SEARCH, "search.below_results", "after content", _("below the results")),
    (SEARCH, "search.below_filters", "after column_left", _("below the filters")),
    (BUNDLE, "bundle.above_set", "", _("above its products")),
    (BUNDLE, "bundle.below_set", "", _("below its products")),
    # Outside the content, which scripts replace when a quantity changes.
    (BASKET, "basket.top", "after subheader", _("at the top")),
    (LINES, "basket.above_lines", "before basket_form_headers", _("above the lines")),
    (LINES, "basket.below_lines", "after basket_form_main", _("below the lines")),
    (LINES, "basket.above_button", "before formactions", _("above the checkout button")),
    (LINES, "basket.below_button", "after formactions", _("below the checkout button")),
    (LINES, "basket.empty", "after emptybasket", _("when it is empty")),
    (LINES, "basket.bottom", "after savedbasket", _("below everything")),
    (CHECKOUT, "checkout.top", "wide_before layout", _("at the very top")),
    (CHECKOUT, "checkout.bottom", "wide_after layout", _("at the very bottom")),
    (CHECKOUT_FOOTER, "checkout.footer", "before footer", _("in the footer")),
    (STEPS, "checkout.above_step", "before content", _("above every step")),
    (STEPS, "checkout.below_step", "after content", _("below every step")),
    (GATEWAY, "gateway.above_form", "before content", _("sign-in, above the form")),
    (GATEWAY, "gateway.below_form", "after content", _("sign-in, below the form")),
    (ADDRESS, "address.above_form", "before new_address_form", _("address, above the form")),
    (ADDRESS, "address.below_form", "after new_address_form", _("address, below the form")),
    (METHODS, "shipping_methods.above_list", "before shipping_method", _("above shipping methods")),
    (METHODS, "shipping_methods.below_list", "after shipping_method", _("below shipping methods")),
    (PAYMENT, "payment.above_form", "before payment_details", _("payment, above the form")),
    (PAYMENT, "payment.below_form", "after payment_details", _("payment, below the form")),
    (PREVIEW, "preview.below_lines", "after order_contents", _("preview, below the lines")),
    (PREVIEW, "preview.below_button", "after place_order", _("preview, below the order button")),
    (THANKS, "thank_you.top", "before content", _("at the top")),
    (THANKS, "thank_you.above_summary", "before order_contents", _("above the summary")),
    (THANKS, "thank_you.below_summary", "after order_contents", _("below the summary")),
    (THANKS, "thank_you.below_tracking", "after order_tracking", _("below the link to the status")),
    (THANKS, "thank_you.bottom", "after content", _("below everything")),
    (ACCOUNT, "account.below_menu", "after column_left", _("below the menu")),
    (ACCOUNT, "account.above_content", "before content", _("every page, above the content")),
    (ACCOUNT, "account.below_content", "after content", _("every page, below the content")),
    (LOGIN, "login.above_forms", "before content", _("above the forms to sign in and register")),
    (LOGIN, "login.below_forms", "after content", _("below the forms to sign in and register")),
    (PROFILE, "profile.bottom", "after tabcontent", _("below the profile")),
    (ADDRESSES, "addresses.below_list", "after tabcontent", _("below the address book")),
    (EMAILS, "emails.below_list", "after tabcontent", _("below the list of mails")),
    (NOTES, "notifications.below_list", "after tabcontent", _("below the notifications")),
    (ORDERS, "orders.above_list", "before tabcontent", _("above the list")),
    (ORDERS, "orders.below_list", "after tabcontent", _("below the list")),
    (ORDER, "order.top", "before tabcontent", _("one order, at the top")),
    (ORDER, "order.above_reorder", "before order_actions", _("one order, above re-order")),
    (ORDER, "order.bottom", "after tabcontent", _("one order, below everything")),
    (GUEST_ORDER, "guest_order.top", "before content", _("a guest's order, at the top")),
    (GUEST_ORDER, "guest_order.bottom", "after content", _("a guest's order, below everything")),
    (WISHLISTS, "wishlists.below_list", "after tabcontent", _("below all lists")),
    (WISHLIST, "wishlist.above_products", "before tabcontent", _("above the products")),
    (WISHLIST, "wishlist.below_products", "after tabcontent", _("below the products")),
    (SHARED, "shared_wishlist.below_products", "after content", _("below a list that is shared")),
    (ALERTS, "alerts.below_list", "after tabcontent", _("below the list")),
    (OFFERS, "offers.above_list", "before content", _("above all offers")),
    (OFFERS, "offers.below_list", "after content", _("below all offers")),
    (OFFER, "offer.above_products", "before content", _("one offer, above its products")),
    (OFFER, "offer.below_products", "after content", _("one offer, below its products")),
    (RANGE, "range.above_products", "before content", _("a range, above its products")),
    (RANGE, "range.below_products", "after content", _("a range, below its products")),
    (FLATPAGE, "flatpage.above_text", "before content", _("above the text")),
    (FLATPAGE, "flatpage.below_text", "after content", _("below the text")),
    (NOT_FOUND, "not_found.message", "after error_message", _("not found, below the message")),
    (NOT_FOUND, "not_found.bottom", "wide_after layout", _("not found, at the end")),
    (FORBIDDEN, "forbidden.message", "after error_message", _("forbidden, below the message")),
    (FORBIDDEN, "forbidden.bottom", "wide_after layout", _("forbidden, at the end")),
    (LAYOUT, "page.top", "wide_before layout", _("at the very top")),
    (LAYOUT, "page.below_navigation", "after navigation", _("below the navigation")),
    (LAYOUT, "page.above_content", "after subheader", _("above the content")),
    (LAYOUT, "page.bottom", "wide_after layout", _("at the very bottom")),
    (COLUMNS, "page.above_column", "after pre_content", _("above the wide column")),
    (COLUMNS, "page.below_sidebar", "after column_left_extra", _("below the side column")),
    (FOOTER, "page.footer", "before footer", _("in the footer")),
    (MINI_BASKET, "mini_basket.bottom", "", _("in the mini-basket")),
    (MAIL, "mail.header", "row_after header", _("at the top")),
    (MAIL, "mail.footer", "row_before footer", _("above the greeting at the end")),
    (ORDER_MAIL, "order_mail.below_order", "row_after tbody", _("confirmation, below the order")),
    (ALERT_MAIL, "alert_mail.below_message", "after body", _("back in stock, below the message")),
)


def _slot(place: tuple[str, str], name: str, at: str, label: Any) -> Slot:
    page, template = place
    where, _space, block = at.partition(" ")
    return Slot(
        name, format_lazy("{}: {}", PAGES[page], label), page, template, block, where or "after"
    )


SLOTS: tuple[Slot, ...] = tuple(_slot(*row) for row in _TABLE)


def all_slots() -> Iterator[Slot]:
    """Ours, then the shop's own; raises ImproperlyConfigured where an entry of those is wrong."""
    yield from SLOTS
    for entry in conf.settings().slots:
        yield _of_shop(entry)


def _of_shop(entry: dict[str, Any]) -> Slot:
    try:
        return Slot(**entry)
    except TypeError as error:
        keys = ", ".join(field.name for field in fields(Slot))
        raise ImproperlyConfigured(
            f'CROSSSELL["SLOTS"] has the entry {entry!r}; it must be a dict with name, label and '
            f"page, and no keys but {keys}."
        ) from error


def find(name: str) -> Slot | None:
    """The slot of that name, or None."""
    return next((slot for slot in all_slots() if slot.name == name), None)
