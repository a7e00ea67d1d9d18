"""App of the shop's search; takes the place of Oscar's."""

from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    """Same label as Oscar's app, so that Oscar and Haystack find our index by themselves."""

    name = "shop.search"
