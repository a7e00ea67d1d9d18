"""The same learning by pandas: a merge of the order lines with themselves.

``python -m tests.figures.rival_pandas ORDERS.parquet PAIRS.parquet``. Different buyers are not
counted, which spares it work.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd


def main() -> None:
    orders, pairs = sys.argv[1:3]
    read = pd.read_parquet(orders, columns=["order_id", "product_id", "ordered_at"])
    age = (read.ordered_at.max() - read.ordered_at).dt.total_seconds() / 86_400
    lines = read.assign(decay=np.exp2(-age / 180)).drop(columns="ordered_at")
    lines = lines.drop_duplicates(["order_id", "product_id"])
    size = lines.groupby("order_id").product_id.transform("size")
    products = lines.groupby("product_id").decay.agg(["size", "sum"])
    lines["weight"] = lines.pop("decay") / np.sqrt(np.maximum(size - 1, 1))
    joined = lines.merge(lines[["order_id", "product_id"]], on="order_id")
    joined = joined[joined.product_id_x != joined.product_id_y]
    grouped = joined.groupby(["product_id_x", "product_id_y"]).weight.agg(["size", "sum"])
    kept = grouped[grouped["size"] >= 3].reset_index()
    kept.columns = ["product_id", "partner_id", "orders_together", "common"]
    own = products.loc[kept.product_id].reset_index(drop=True)
    partner = products.loc[kept.partner_id].reset_index(drop=True)
    kept["product_orders"], kept["partner_orders"] = own["size"], partner["size"]
    shrunk = kept.common * kept.orders_together / (kept.orders_together + 2)
    places = []
    for place, b, p in (("page", 0.1, 1.0), ("basket", 0.3, 1.5)):
        score = (shrunk / (own["sum"] ** 0.5 * partner["sum"] ** b)) ** p
        ranked = kept.assign(place=place, score=score).drop(columns="common")
        ranked = ranked.sort_values(["product_id", "score"], ascending=[True, False])
        ranked["rank"] = ranked.groupby("product_id").cumcount() + 1
        places.append(ranked[ranked["rank"] <= 50])
    pd.concat(places).to_parquet(pairs)


if __name__ == "__main__":
    main()
