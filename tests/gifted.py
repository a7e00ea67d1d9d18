"""Gifts for tests: a threshold that gives them, and a visitor who claims them."""

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.models import Threshold, Tier
from crosssell.oscar.gift_lines import is_gift
from tests import laddered, pricing, shopdata
from tests.laddered import tier

Basket, Line = get_model("basket", "Basket"), get_model("basket", "Line")


def ladder(*gifts: Any, at_least: str = "20", **fields: Any) -> Threshold:
    """A threshold with one tier that gives one of these products."""
    return laddered.make_threshold(tier(at_least, "gift_of_choice", gifts=gifts), **fields)


def fill(client: Client, *products: Any, quantity: int = 1) -> None:
    """Put the products in the visitor's basket, who has read what was said of it."""
    shopdata.fill_basket(client, *products, quantity=quantity)
    client.get(reverse("basket:summary"))


def address(tier_id: int | None = None) -> str:
    """Where the gift of that tier is claimed; else of the last one."""
    known = tier_id or Tier.objects.filter(reward="gift_of_choice").latest("pk").pk
    return reverse("crosssell:claim_gift", args=[known])


def claim(client: Client, product: Any = None, **form: Any) -> Any:
    """Claim a gift of the last tier that gives any, as its button does."""
    return client.post(address(), form | ({"product": product.pk} if product is not None else {}))


def as_form(prefix: str = "form", **changed: Any) -> dict[str, Any]:
    """What the basket page sends for its lines; ``changed`` is of the last, where gifts lie."""
    status = "Saved" if prefix == "saved" else "Open"
    found = list(Line.objects.filter(basket__status=status).order_by("pk"))
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(found),
        f"{prefix}-INITIAL_FORMS": len(found),
    }
    for at, line in enumerate(found):
        data |= {f"{prefix}-{at}-id": line.pk, f"{prefix}-{at}-quantity": line.quantity}
    last = len(found) - 1
    return data | {f"{prefix}-{last}-{name}": value for name, value in changed.items()}


def told(response: Any) -> list[str]:
    """The messages that await the visitor, in the request of that response."""
    return [str(one).strip() for one in get_messages(response.wsgi_request)]


def lines(**filters: Any) -> list[tuple[str, int, str]]:
    """What lies in the baskets: titles, pieces, and which are gifts."""
    found = Line.objects.filter(**filters).order_by("pk").select_related("product")
    return [(one.product.title, one.quantity, "gift" if is_gift(one) else "") for one in found]


def priced(**filters: Any) -> Any:
    """The one basket there is, or that fits, priced anew for nobody."""
    basket = Basket.objects.get(**filters)
    basket.strategy = shopdata.Default()
    return pricing.apply(basket)
