"""Asks any registered strategy, in a shop in which each of them finds something."""

import typing
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from oscar.core.loading import get_model

from crosssell import registry
from crosssell.core.args import Spec, parse, specs
from crosssell.core.data import Basket, Candidate, Customer, Line, Page, Product, Source, Visit
from crosssell.models import Bundle, MatrixEntry
from tests import shopdata
from tests.attributes import describe
from tests.bundled import make_bundle
from tests.laddered import make_threshold, tier
from tests.learned import learn
from tests.strategies import NOW

LIMIT = 5


def a_value(spec: Spec) -> Any:
    """Something that the arg takes."""
    choices = spec.metadata.get("choices")
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    if choices:
        one: Any = choices[0][0]
    elif kind is str:
        one = "brand"
    else:
        one = {"range": range_id()}.get(spec.metadata.get("ref", ""), spec.metadata.get("min", 1))
    return [one] if many else one


def range_id() -> int:
    found = get_model("offer", "Range").objects.first()
    return found.pk if found else 1


def usual(plugin: registry.Plugin) -> dict[str, Any]:
    return {spec.name: a_value(spec) for spec in specs(plugin.args) if spec.required}


def run(
    plugin: registry.Plugin,
    page: Page,
    *asks: dict[str, Any],
    run_id: int | None = None,
    limit: int = LIMIT,
) -> list[list[Candidate]]:
    source = Source(run_id, NOW, limit)
    wanted = [parse(plugin.args, args) for args in asks or (usual(plugin),)]
    found: list[list[Candidate]] = plugin.run(page, wanted, source)
    assert len(found) == len(wanted)
    for some in found:
        ids = [one.product_id for one in some]
        assert len(ids) == len(set(ids)) <= limit
        assert all(isinstance(one, Candidate) and isfinite(one.score) for one in some)
        assert all(one.score > 0 for one in some)
        assert [one.score for one in some] == sorted((one.score for one in some), reverse=True)
    return found


def full_shop() -> Any:
    """A shop in which every strategy finds something for `page_of`; returns its run."""
    tea = shopdata.make_category("Tea")
    made = [
        shopdata.make_product(f"Green tea {n}", f"{10 + n % 3}.00", category=tea) for n in range(7)
    ]
    cheap = shopdata.make_product("Green tea for less", "9.00", category=tea)
    hidden = shopdata.make_product("Hidden", category=tea, is_public=False)
    parent, children = shopdata.make_parent("Pot", {"Small": "11.00", "Big": "12.00"}, category=tea)
    everything = [*made, cheap, hidden, parent]
    Product_ = shopdata.Product
    Product_.objects.update(date_created=NOW - timedelta(days=2))
    for product in (*everything, *children):
        describe(product, brand="Acme")
    review = get_model("reviews", "ProductReview")
    review.objects.bulk_create(
        review(product=product, score=4, title="T", body="B", status=review.APPROVED)
        for product in everything
    )
    review.objects.update(date_created=NOW - timedelta(days=2))
    sale = get_model("offer", "Range").objects.create(name="Sale")
    sale.included_categories.add(tea)
    condition = get_model("offer", "Condition").objects.create(
        range=sale, type="Count", value=Decimal(1)
    )
    benefit = get_model("offer", "Benefit").objects.create(
        range=sale, type="Percentage", value=Decimal(10)
    )
    get_model("offer", "ConditionalOffer").objects.create(
        name="Sale", condition=condition, benefit=benefit
    )
    ann = shopdata.make_user()
    for days in (40, 20, 10):
        shopdata.make_order(*made[:4], user=ann, at=NOW - timedelta(days=days))
    MatrixEntry.objects.bulk_create(
        MatrixEntry(main_product=made[0], companion_product=product) for product in made[1:]
    )
    make_bundle(made[0], made[3])
    make_bundle(made[1], made[4], name="Another")
    make_threshold(tier("30"))
    Bundle.objects.update(created_at=NOW - timedelta(days=2))
    places = ("page", "basket", "customer", "viewed", "after")
    pairs = {product: [other for other in made if other != product] for product in made}
    found = learn(pairs, best=made, places=places)
    for window, best in ((7, made), (90, made[3:] + made[:3])):
        learned = learn(best=best, window=window, state="old")
        learned.bestseller_set.update(run=found)
    return found


def page_of() -> Page:
    """The page of the first product, for a customer with a past and a basket."""
    product = shopdata.Product.objects.order_by("pk").first()
    category = shopdata.Category.objects.first()
    others = list(shopdata.Product.objects.order_by("pk").values_list("pk", flat=True)[1:4])
    own = frozenset({category.pk})
    return Page(
        "slot",
        NOW,
        product=Product(product.pk, category_ids=own, all_category_ids=own),
        category_ids=own,
        basket=Basket(tuple(Line(pk, pk, 1, own) for pk in others[:2])),
        customer=Customer(shopdata.Order.objects.first().user_id),
        viewed=tuple(others),
        visit=Visit(seed="seed"),
    )


def odd_pages(page: Page | None = None) -> Iterator[Page]:
    yield Page("slot", NOW)
    yield Page("slot", NOW, category_id=10**9, category_ids=frozenset({10**9}))
    yield Page("slot", NOW, product=Product(10**9, parent_id=10**9 + 1))
    yield Page("slot", NOW, product=Product(2**62, category_ids=frozenset({2**62})))
    yield Page(
        "slot", NOW, basket=Basket(), customer=Customer(), viewed=(), order=(), visit=Visit()
    )
    yield Page(
        "slot",
        NOW,
        basket=Basket(tuple(Line(n, n, 1, frozenset({n})) for n in range(1, 301))),
        customer=Customer(10**9),
        viewed=tuple(range(300, 0, -1)),
        order=tuple(Line(n, n, 1) for n in range(1, 301)),
    )
    if page is not None:
        yield replace(page, product=None)
        yield replace(page, customer=None, basket=None, viewed=None, visit=None)
        yield replace(page, customer=Customer())
