"""Which discount to propose for a set of products: the usual one, or what its cost leaves; pure."""

from __future__ import annotations

from decimal import Decimal

# Percentages that look chosen, not computed.
NICE = (50, 40, 30, 25, 20, 15, 12, 10, 8, 5, 3, 2, 1)


def proposed(
    usual: int, price: Decimal, cost: Decimal | None, least_margin: Decimal = Decimal(0)
) -> int:
    """The percentage: at most ``usual``, rounded down to a nice number; 0 where there is no room.

    ``price`` and ``cost`` are of the whole set without tax, in one currency. After the discount at
    least ``least_margin`` (a share, 0 to 1) of what is paid is left. An unknown cost (None) bounds
    nothing.
    """
    if price <= 0:
        return 0
    most = Decimal(usual)
    if cost is not None:
        if least_margin >= 1:
            return 0
        # price * (100 - p) / 100 * (1 - least_margin) >= cost
        most = min(most, 100 - 100 * cost / (price * (1 - least_margin)))
    return next((percent for percent in NICE if percent <= most), 0)
