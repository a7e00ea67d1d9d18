"""Hypothesis strategies for pages, products, candidates and args; few ids, so that they meet."""

import typing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crosssell.core.args import Spec, specs
from crosssell.core.data import (
    Basket,
    Candidate,
    Customer,
    Line,
    Page,
    Product,
    Purchases,
    Visit,
)

IDS = st.integers(1, 4)
ID_SETS = st.frozensets(IDS, max_size=3)
FLOATS = st.floats()
# To the cent, and far beyond any price.
MONEY = st.decimals(-(10**6), 10**12, places=2) | st.just(Decimal(0))
WORDS = st.sampled_from(["", "a", "b", "A, b", "en", "en-gb", "USD", "EUR", "example.com"])
TEXTS = WORDS | st.text(max_size=5)
ATTRIBUTES = st.dictionaries(WORDS, TEXTS, max_size=3)
MOMENTS = st.datetimes(timezones=st.just(UTC))

PRODUCTS = st.builds(
    Product,
    id=IDS,
    parent_id=st.none() | IDS,
    price=st.none() | MONEY,
    currency=WORDS,
    created=st.none() | MOMENTS,
    structure=st.sampled_from(["standalone", "parent", "child", ""]),
    class_id=st.none() | IDS,
    category_ids=ID_SETS,
    all_category_ids=ID_SETS,
    attributes=ATTRIBUTES,
    stock=st.none() | st.integers(-5, 10**9),
    rating=st.none() | FLOATS,
    reviews=st.integers(-5, 10**9),
    range_ids=ID_SETS,
    on_offer=st.booleans(),
    margin=st.none() | MONEY,
    popularity=FLOATS,
    season=FLOATS,
    weight=st.integers(-1000, 1000),
)
LINES = st.lists(
    st.builds(
        Line,
        product_id=IDS,
        family=IDS,
        quantity=st.integers(0, 5),
        category_ids=ID_SETS,
        attributes=ATTRIBUTES,
        total=st.none() | MONEY,
    ),
    max_size=3,
).map(tuple)
BASKETS = st.builds(
    Basket,
    lines=LINES,
    total=MONEY,
    currency=WORDS,
    total_excl_tax=MONEY,
    total_incl_tax=st.none() | MONEY,
    vouchers=st.none() | st.frozensets(TEXTS, max_size=2),
)
PURCHASES = st.builds(
    Purchases,
    orders=st.integers(0, 5),
    spent=MONEY,
    currency=WORDS,
    last_at=st.none() | MOMENTS,
    returned=st.none() | FLOATS,
    discounted=st.none() | FLOATS,
)
CUSTOMERS = st.builds(
    Customer,
    id=st.none() | IDS,
    group_ids=ID_SETS,
    bought=ID_SETS,
    bought_category_ids=ID_SETS,
    purchases=st.none() | PURCHASES,
)
VISITS = st.builds(
    Visit,
    language=TEXTS,
    device=st.sampled_from(["", "mobile", "desktop", "toaster"]),
    referrer=TEXTS,
    campaign=st.dictionaries(st.sampled_from(["source", "medium", "odd"]), TEXTS, max_size=2),
    site_id=st.none() | IDS,
    country=TEXTS,
    seed=st.text(max_size=5),
)
PAGES = st.builds(
    Page,
    slot=st.just("any"),
    # Away from the ends of the calendar, where no day lies beside another.
    now=st.datetimes(
        min_value=datetime(1900, 1, 1), max_value=datetime(2900, 1, 1), timezones=st.just(UTC)
    ),
    product=st.none() | PRODUCTS,
    category_ids=st.none() | ID_SETS,
    basket=st.none() | BASKETS,
    customer=st.none() | CUSTOMERS,
    viewed=st.none() | st.lists(IDS, max_size=3).map(tuple),
    order=st.none() | LINES,
    category_id=st.none() | IDS,
    visit=st.none() | VISITS,
    viewed_category_ids=st.none() | ID_SETS,
    order_total=st.none() | MONEY,
    order_currency=WORDS,
    currency=WORDS,
)
CANDIDATES = st.builds(
    Candidate,
    product_id=IDS,
    score=FLOATS,
    together=st.integers(-5, 10**9),
    orders=st.integers(-5, 10**9),
    relative=FLOATS,
)


def args_of(args: type) -> SearchStrategy[dict[str, Any]]:
    """JSON that the args dataclass takes; what is not required may be left out."""
    fields = {spec.name: (spec, _values(spec)) for spec in specs(args)}
    required = {name: values for name, (spec, values) in fields.items() if spec.required}
    optional = {name: values for name, (spec, values) in fields.items() if not spec.required}
    return st.fixed_dictionaries(required, optional=optional)


def _values(spec: Spec) -> SearchStrategy[Any]:
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    if "choices" in spec.metadata:
        one: SearchStrategy[Any] = st.sampled_from([value for value, _ in spec.metadata["choices"]])
    elif kind in (int, Decimal):
        least, most = spec.metadata.get("min", 1), spec.metadata.get("max", 1000)
        one = st.integers(int(least), min(int(most), int(least) + 4)) | st.just(int(most))
    else:
        one = _BY_TYPE[kind]
    found = st.lists(one, min_size=1 if spec.required else 0, max_size=3) if many else one
    return st.none() | found if spec.optional else found


_BY_TYPE: dict[type, SearchStrategy[Any]] = {
    bool: st.booleans(),
    str: TEXTS.filter(lambda text: "\x00" not in text),
    date: st.dates().map(str),
    time: st.times().map(str),
}
