"""Orders that earn vouchers, for tests, and baskets in which they are spent."""

from typing import Any

from tests import pricing, shopdata


def buy(price: str = "20.00", user: Any = None, currency: str = "USD") -> Any:
    """Somebody orders one product of that price."""
    product = shopdata.make_product("Tea", price, currency=currency)
    return shopdata.place_order(pricing.apply(shopdata.make_basket(product)), user)


def spend(voucher: Any, *products: Any) -> Any:
    """A basket with these products and the voucher, priced."""
    basket = shopdata.make_basket(*products)
    basket.vouchers.add(voucher)
    return pricing.apply(basket, shopdata.make_user(f"{voucher.pk}-{basket.pk}@example.com"))
