"""The same learning as one SQL statement in DuckDB: a self-join of the order lines.

``python -m tests.figures.rival_duckdb ORDERS.parquet PAIRS.parquet [--buyers]``; without --buyers
it is spared the count of different buyers, which costs it half as much again.
"""

from __future__ import annotations

import sys

import duckdb

SQL = """
COPY (
WITH lines AS (SELECT DISTINCT order_id, product_id FROM read_parquet('{orders}')),
placed AS (
    SELECT order_id, max(ordered_at) AS placed_at {buyer}
    FROM read_parquet('{orders}') GROUP BY order_id
),
newest AS (SELECT max(placed_at) AS newest_at FROM placed),
sizes AS (SELECT order_id, count(*) AS size FROM lines GROUP BY order_id),
weighed AS (
    SELECT l.*, size, p.* EXCLUDE (order_id, placed_at),
        pow(2, -(epoch(newest_at) - epoch(placed_at)) / 86400 / 180) AS decay
    FROM lines l JOIN sizes USING (order_id) JOIN placed p USING (order_id), newest
),
products AS (
    SELECT product_id, count(*) AS orders, sum(decay) AS decayed FROM weighed GROUP BY product_id
),
together AS (
    SELECT a.product_id AS i, b.product_id AS j, count(*) AS r,
        sum(a.decay / sqrt(a.size - 1)) AS c {buyers}
    FROM weighed a JOIN weighed b ON a.order_id = b.order_id AND a.product_id < b.product_id
    GROUP BY 1, 2
),
kept AS (SELECT i, j, r, c FROM together WHERE r >= 3 {enough}),
both_ways AS (SELECT * FROM kept UNION ALL SELECT j, i, r, c FROM kept),
scored AS (
    SELECT place, i, j, r, pi.orders AS product_orders, pj.orders AS partner_orders,
        pow(c / (sqrt(pi.decayed) * pow(pj.decayed, b)) * r / (r + 2), p) AS score
    FROM both_ways
    JOIN products pi ON pi.product_id = i JOIN products pj ON pj.product_id = j,
    (VALUES ('page', 0.1, 1.0), ('basket', 0.3, 1.5)) AS presets (place, b, p)
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY place, i ORDER BY score DESC, j) AS rank FROM scored
)
SELECT place, i AS product_id, j AS partner_id, rank, score, r AS orders_together,
    product_orders, partner_orders
FROM ranked WHERE rank <= 50
) TO '{pairs}' (FORMAT parquet)
"""


def main() -> None:
    orders, pairs, *options = sys.argv[1:]
    words = {"buyer": "", "buyers": "", "enough": ""}
    if "--buyers" in options:
        words = {
            "buyer": ", any_value(coalesce(customer_id, -order_id)) AS buyer",
            "buyers": ", count(DISTINCT a.buyer) AS buyers",
            "enough": "AND buyers >= 2",
        }
    duckdb.connect().execute(SQL.format(orders=orders, pairs=pairs, **words))


if __name__ == "__main__":
    main()
