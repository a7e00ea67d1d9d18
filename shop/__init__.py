"""The storefront: a complete Oscar shop that runs crosssell and shows how to plug it in."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
