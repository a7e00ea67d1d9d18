"""What a page is about, for whoever looks for what goes with it."""

from crosssell.core.data import Line, Page


def families(page: Page, place: str = "auto") -> tuple[int, ...]:
    """The products that ``place`` names, each once, parents in place of children.

    "product" is the page's product, "basket" what lies in the basket; "auto" the page's product,
    else what was ordered (on a page about an order), else the basket.
    """
    if place == "product" or (place == "auto" and page.product is not None):
        return (page.product.family,) if page.product is not None else ()
    if place == "auto" and page.order:
        return _of(page.order)
    return _of(page.basket.lines) if page.basket is not None else ()


def _of(lines: tuple[Line, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line.family for line in lines))
