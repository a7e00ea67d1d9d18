"""Where an order is taken to go to before anybody says so, and what the place is called."""

from oscar.core.loading import get_model

from crosssell import conf, quick_cache

# Countries hardly ever change, and bars on every page ask for them.
KEPT_SECONDS = 60.0
FIRST = "crosssell:first-country"
NAME = "crosssell:country-name:"


def default_country() -> str:
    """CROSSSELL["DEFAULT_COUNTRY"], else the first that the shop ships to; "" without any.

    An ISO code in upper case; at most one query, and none for a minute after it.
    """
    known = conf.settings().default_country
    if known:
        return known.upper()
    kept = quick_cache.get([FIRST]).get(FIRST)
    if kept:
        return str(kept)
    countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
    found = countries.order_by("-display_order", "printable_name").first()
    if found is None:
        return ""
    code = str(found.pk).upper()
    quick_cache.put({FIRST: code, NAME + code: found.printable_name}, KEPT_SECONDS)
    return code


def name_of(code: str) -> str:
    """What shoppers call the country, its code where it is none of the shop's.

    At most one query, and none for a minute after it.
    """
    key = NAME + code
    kept = quick_cache.get([key]).get(key) if code else ""
    if kept or not code:
        return str(kept)
    countries = get_model("address", "Country").objects
    found = countries.filter(pk=code).values_list("printable_name", flat=True).first()
    if found:
        quick_cache.put({key: found}, KEPT_SECONDS)
    return str(found or code)
