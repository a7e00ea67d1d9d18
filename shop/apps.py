"""Django app of the storefront."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Holds the storefront's commands, template tags and tests' anchor; it has no models."""

    name = "shop"
    label = "shop"
    verbose_name = "Storefront"
