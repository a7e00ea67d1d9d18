"""How far down the stored lists of a basket's products are read."""

# The tail of a list is weak evidence, and rows are what the read costs (docs/decisions).
BASKET_ROWS = 100
LEAST_DEPTH = 5


def depth(products: int) -> int:
    """The ranks read of each list for a basket of so many different products (at least one)."""
    return max(LEAST_DEPTH, BASKET_ROWS // products)
