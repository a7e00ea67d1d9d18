"""App of the shop's delivery methods; takes the place of Oscar's shipping app."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Same label as Oscar's app, so that Oscar finds our Repository by itself."""

    name = "shop.shipping"
