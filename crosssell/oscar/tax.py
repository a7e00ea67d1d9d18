"""How the shop's pricing strategy treats tax, asked with a product that is never saved."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from oscar.core.loading import get_class, get_model


@dataclass(frozen=True)
class TaxFacts:
    """What the strategy does with a product that costs 100.

    ``offers_agree`` is whether the price that offers start from is the one that
    ``OSCAR_OFFERS_INCL_TAX`` names. ``smallest_unit`` is what tax is rounded to; None where the
    strategy rounds nothing itself.
    """

    strategy: str
    offers_agree: bool
    smallest_unit: Decimal | None


def tax_facts() -> TaxFacts:
    """Ask the strategy of a visitor who is not signed in.

    A strategy that needs a saved product or a request raises whatever it raises.
    """
    strategy = get_class("partner.strategy", "Selector")().strategy(request=None)
    record = get_model("partner", "StockRecord")(
        price=Decimal(100), price_currency=settings.OSCAR_DEFAULT_CURRENCY
    )
    price = strategy.pricing_policy(get_model("catalogue", "Product")(), record)
    with_tax = settings.OSCAR_OFFERS_INCL_TAX
    if price.is_tax_known:
        agree = price.effective_price == (price.incl_tax if with_tax else price.excl_tax)
    else:
        agree = not with_tax
    exponent = strategy.get_exponent(record) if hasattr(strategy, "get_exponent") else None
    return TaxFacts(type(strategy).__qualname__, agree, exponent)
