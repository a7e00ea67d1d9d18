"""Pairs of a run that were bought together often, without their ranks."""

from __future__ import annotations

from crosssell.models.rows import rows

_OFTEN = """
SELECT product_id, partner_id FROM crosssell_pair
WHERE run_id = %s AND place = 'page' AND orders_together >= %s
ORDER BY orders_together DESC, product_id, partner_id LIMIT %s
"""


def often_together(run_id: int | None, least: int, most: int) -> list[tuple[int, int]]:
    """The ``most`` pairs with the most common orders, at least ``least``; one query.

    A pair may come in both directions.
    """
    return [] if run_id is None else rows(_OFTEN, (run_id, least, most))
