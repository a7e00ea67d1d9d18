"""Where slots sit: one drawing for each template of the shop, from top to bottom.

A drawing is a column of pieces: words of ``HEIGHTS`` are boxes, names of slots are places, and a
tuple holds columns that stand side by side. Slots that are not drawn here get a neutral drawing.
"""

from __future__ import annotations

# The height of each kind of box; "gap" is empty.
HEIGHTS = {
    "bar": 7,
    "title": 6,
    "line": 4,
    "text": 14,
    "picture": 34,
    "button": 7,
    "cards": 22,
    "table": 18,
    "menu": 30,
    "form": 26,
    "gap": 3,
}
Piece = str | tuple["Column", ...]
Column = tuple[Piece, ...]


def _page(*body: Piece) -> Column:
    return ("bar", *body, "line")


def _account(*body: Piece) -> Column:
    return _page((("menu",), body))


DRAWINGS: dict[str, Column] = {
    "every": (
        "page.top",
        "bar",
        "mini_basket.bottom",
        "page.below_navigation",
        "title",
        "page.above_content",
        (("menu", "page.below_sidebar"), ("page.above_column", "cards", "cards")),
        "page.footer",
        "line",
        "page.bottom",
    ),
    "home": _page(
        "home.top", "picture", "home.below_hero", "cards", "home.below_categories", "cards",
        "home.bottom",
    ),
    "bundle": _page("title", "bundle.above_set", "picture", "cards", "bundle.below_set"),
    "list": _page(
        "title",
        (
            ("list.above_sidebar", "menu", "list.below_sidebar"),
            ("list.above_products", "cards", "cards", "list.below_products"),
        ),
    ),
    "category": _page(
        "title",
        "category.below_title",
        (("menu",), ("category.above_products", "cards", "cards", "category.below_products")),
    ),
    "product": _page(
        "product.top",
        (
            ("picture",),
            (
                "title", "line", "product.below_price", "product.above_button", "button",
                "product.below_button",
            ),
        ),
        "product.below_variants",
        "product.above_description",
        "text",
        "product.below_description",
        "table",
        "product.below_facts",
        "product.above_reviews",
        "text",
        "product.below_reviews",
        "product.bottom",
    ),
    "card": (
        "picture", "card.below_picture", "title", "card.below_title", "line", "card.below_price",
        "button",
    ),
    "reviews": _page("title", "reviews.above_list", "text", "text", "text", "reviews.below_list"),
    "review": _page("title", "text", "review.below_text"),
    "review_form": _page("title", "text", "form", "review.below_form"),
    "search": _page(
        "title",
        (
            ("menu", "search.below_filters"),
            ("search.above_results", "cards", "cards", "search.below_results"),
        ),
    ),
    "basket": _page(
        "title",
        "basket.top",
        "basket.above_lines",
        "table",
        "basket.below_lines",
        (("gap",), ("text", "basket.above_button", "button", "basket.below_button")),
        "basket.bottom",
    ),
    "basket_empty": _page("title", "text", "basket.empty"),
    "checkout": (
        "checkout.top", "bar", "title", "checkout.above_step", "form", "checkout.below_step",
        "checkout.footer", "line", "checkout.bottom",
    ),
    "gateway": _page("title", "gateway.above_form", "form", "gateway.below_form"),
    "address": _page("title", "address.above_form", "form", "button", "address.below_form"),
    "shipping_methods": _page(
        "title", "shipping_methods.above_list", "table", "shipping_methods.below_list", "button"
    ),
    "payment": _page("title", "payment.above_form", "form", "payment.below_form", "button"),
    "preview": _page(
        "title", "table", "preview.below_lines", "text", "button", "preview.below_button"
    ),
    "thank_you": _page(
        "thank_you.top", "title", "text", "thank_you.above_summary", "table",
        "thank_you.below_summary", "line", "thank_you.below_tracking", "button",
        "thank_you.bottom",
    ),
    "account": _page(
        (
            ("menu", "account.below_menu"),
            ("account.above_content", "title", "text", "table", "account.below_content"),
        )
    ),
    "login": _page("login.above_forms", (("form",), ("form",)), "login.below_forms"),
    "profile": _account("title", "table", "button", "profile.bottom"),
    "addresses": _account("title", "text", "text", "addresses.below_list"),
    "emails": _account("title", "table", "table", "emails.below_list"),
    "notifications": _account("title", "table", "table", "notifications.below_list"),
    "orders": _account("title", "orders.above_list", "table", "table", "orders.below_list"),
    "order": _account(
        "order.top", "title", "table", "text", "order.above_reorder", "button", "order.bottom"
    ),
    "guest_order": _page("title", "guest_order.top", "table", "text", "guest_order.bottom"),
    "wishlists": _account("title", "table", "table", "wishlists.below_list"),
    "wishlist": _account(
        "title", "wishlist.above_products", "table", "table", "wishlist.below_products"
    ),
    "shared_wishlist": _page("title", "table", "table", "shared_wishlist.below_products"),
    "alerts": _account("title", "table", "table", "alerts.below_list"),
    "offers": _page("title", "offers.above_list", "text", "text", "offers.below_list"),
    "offer": _page("title", "text", "offer.above_products", "cards", "offer.below_products"),
    "range": _page("title", "range.above_products", "cards", "cards", "range.below_products"),
    "flatpage": _page("title", "flatpage.above_text", "text", "text", "flatpage.below_text"),
    "not_found": ("bar", "title", "text", "not_found.message", "line", "not_found.bottom"),
    "forbidden": ("bar", "title", "text", "forbidden.message", "line", "forbidden.bottom"),
    "mail": ("title", "mail.header", "text", "text", "mail.footer", "line"),
    "order_mail": ("title", "text", "table", "order_mail.below_order", "line"),
    "alert_mail": ("title", "text", "button", "alert_mail.below_message", "line"),
}  # fmt: skip
