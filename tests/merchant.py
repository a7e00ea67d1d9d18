"""A signed-in merchant and what his forms send."""

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from crosssell.management import merchants
from tests.shopdata import PASSWORD, make_user

EMPTY_INLINES = {
    f"{prefix}-{name}": value
    for prefix in ("conditions", "fallbacks", "filters", "boosts", "pins")
    for name, value in {
        "TOTAL_FORMS": "0",
        "INITIAL_FORMS": "0",
        "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1000",
    }.items()
}


def sign_in(client: Client, email: str = "merchant@example.com") -> Any:
    """Sign a new member of the group of merchants in and return him."""
    merchants.create_group(lambda said: None)
    user = make_user(email, groups=["Cross-sell merchants"], is_staff=True)
    assert client.login(username=email, password=PASSWORD)
    return user


def placement_form(**changes: Any) -> dict[str, Any]:
    """What the form of a placement sends."""
    return {
        "slot": "product.below_description",
        "position": "10",
        "title": "Goes well",
        "widget": "products",
        "layout": "list",
        "min_items": "1",
        "max_items": "4",
        "active": "on",
        **changes,
    }


def rule_form(**changes: Any) -> dict[str, Any]:
    """What the form of a rule sends."""
    return {
        "name": "Best of the month",
        "strategy": "bestsellers",
        "args-bestsellers-window": "28",
        "args-bestsellers-of": "shop",
        "priority": "10",
        "active": "on",
        **EMPTY_INLINES,
        **changes,
    }


def errors_of(response: Any) -> dict[str, list[str]]:
    """The errors of the form of an admin page, by field; those of args by their own names."""
    form = response.context["adminform"].form
    found = {name: list(texts) for name, texts in form.errors.items()}
    group = getattr(form, "group", None)
    if group is not None and group.is_bound:
        found |= {name: list(texts) for name, texts in group.errors.items()}
    return found


def messages_of(response: Any) -> list[str]:
    """The messages that the page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]
