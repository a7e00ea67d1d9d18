"""App of the shop's checkout; takes the place of Oscar's."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    """Same label as Oscar's app, so that Oscar finds our views by itself."""

    name = "shop.checkout"
