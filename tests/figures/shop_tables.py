"""Puts a generated order log into Oscar's order tables, in bulk, for measuring the refresh."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

STAGE = "CREATE TABLE stage (order_id bigint, product_id bigint, ordered_at {moment}, buyer bigint)"
ORDERS = """
INSERT INTO order_order (id, number, currency, total_incl_tax, total_excl_tax, shipping_incl_tax,
    shipping_excl_tax, shipping_method, shipping_code, status, guest_email, date_placed, user_id,
    analytics_tracked)
SELECT order_id, CAST(order_id AS varchar(20)), 'USD', 10, 10, 0, 0, 'Standard', 'standard', '',
    '', MAX(ordered_at), {user}, {no}
FROM stage GROUP BY order_id
"""
LINES = """
INSERT INTO order_line (partner_name, partner_sku, partner_line_reference, partner_line_notes,
    title, quantity, line_price_incl_tax, line_price_excl_tax,
    line_price_before_discounts_incl_tax, line_price_before_discounts_excl_tax, status, order_id,
    product_id, allocation_cancelled, num_allocated)
SELECT 'Warehouse', CAST(product_id AS varchar(20)), '', '',
    'Product', 1, 10, 10, 10, 10, '', order_id, product_id, {no}, 0
FROM stage
"""
PRODUCTS = """
INSERT INTO catalogue_product (id, structure, is_public, upc, title, slug, meta_title,
    meta_description, description, date_created, date_updated, is_discountable,
    priority)
SELECT product_id, 'standalone', {yes}, CAST(product_id AS varchar(20)), 'Product', 'product', '',
    '', '', MIN(ordered_at), MIN(ordered_at), {yes}, 0
FROM stage GROUP BY product_id
"""


def fill_postgres(connection: Any, log: Path) -> None:
    """Fills empty tables through a psycopg connection in autocommit; without foreign-key checks."""
    cursor = connection.cursor()
    cursor.execute("SET session_replication_role = replica")
    found = cursor.execute(
        "SELECT indexdef, indexname FROM pg_indexes WHERE tablename = 'order_line' "
        "AND indexname NOT LIKE '%_pkey'"
    ).fetchall()
    for _, name in found:
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(STAGE.format(moment="timestamptz"))
    with cursor.copy("COPY stage FROM STDIN (FORMAT CSV)") as copy:
        for batch in pq.ParquetFile(log).iter_batches(200_000):
            text = io.BytesIO()
            pc.write_csv(pa.table(batch), text, pc.WriteOptions(include_header=False))
            copy.write(text.getvalue())
    # All one household: the users' table stays small, buyers are guests but for one in ten.
    words = {"no": "false", "yes": "true", "user": "MAX(buyer)"}
    cursor.execute(PRODUCTS.format(**words))
    cursor.execute(ORDERS.format(**words))
    cursor.execute(LINES.format(**words))
    for definition, _ in found:
        cursor.execute(definition)
    cursor.execute("DROP TABLE stage")
    cursor.execute("ANALYZE")


def fill_sqlite(connection: Any, log: Path) -> None:
    """Fills empty tables through a sqlite3 connection; without foreign-key checks."""
    connection.execute(STAGE.format(moment="text"))
    rows = pq.read_table(log).to_pandas()
    rows["ordered_at"] = rows.ordered_at.dt.strftime("%Y-%m-%d %H:%M:%S")
    values = rows.astype(object).where(rows.notna(), None).itertuples(index=False, name=None)
    connection.executemany("INSERT INTO stage VALUES (?, ?, ?, ?)", values)
    words = {"no": "0", "yes": "1", "user": "MAX(buyer)"}
    for statement in (PRODUCTS, ORDERS, LINES, "DROP TABLE stage"):
        connection.execute(statement.format(**words))
    connection.commit()
