"""Where an order is taken to go to before anybody says so."""

from oscar.core.loading import get_model

from crosssell import conf


def default_country() -> str:
    """CROSSSELL["DEFAULT_COUNTRY"], else the first that the shop ships to; "" without any.

    An ISO code in upper case; at most one query.
    """
    known = conf.settings().default_country
    if known:
        return known.upper()
    countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
    found = countries.order_by("-display_order", "printable_name").first()
    return "" if found is None else str(found.pk).upper()
