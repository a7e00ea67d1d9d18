"""Search forms: a list without search words begins with what sells most."""

from haystack.query import SearchQuerySet
from oscar.apps.search import forms
from oscar.apps.search.forms import SearchForm

__all__ = ["BrowseCategoryForm", "CategoryForm", "SearchForm"]


class BestsellersFirst:
    """For forms of lists that need no search words."""

    def no_query_found(self) -> SearchQuerySet:
        """Return all products of the list, the bestselling first unless a shopper sorts them."""
        found = super().no_query_found()
        asked = self.data.get("sort_by") or SearchForm.RELEVANCY
        return found.order_by("-sold") if asked == SearchForm.RELEVANCY else found


class BrowseCategoryForm(BestsellersFirst, forms.BrowseCategoryForm):
    """All products."""


class CategoryForm(BestsellersFirst, forms.CategoryForm):
    """The products of a category."""
