"""Which delivery methods a basket is offered."""

from oscar.apps.shipping import repository

from shop.shipping.methods import Express, Standard


class Repository(repository.Repository):
    """Standard first: Oscar shows the first method's charge on the basket page."""

    methods = (Standard(), Express())
