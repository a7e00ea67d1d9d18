"""What is most like the page's product."""

from math import log
from typing import Any

import pytest
from django.core.cache import cache

from crosssell.core.data import Page, Product
from tests import shopdata
from tests.attributes import describe
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness, scores

pytestmark = pytest.mark.django_db
ATTRIBUTES, CATEGORY, TITLE = (
    {"attributes": 0, "category": 0, "title": 0, kind: 1}
    for kind in ("attributes", "category", "title")
)


def make(title: str, *categories: Any, days: float = 1, **values: Any) -> Any:
    product = shopdata.make_product(title)
    for category in categories:
        shopdata.ProductCategory.objects.create(product=product, category=category)
    created(product, days)
    describe(product, **values)
    return product


def on(product: Any, *categories: Any) -> Page:
    own = frozenset(one.pk for one in categories)
    return page(product=Product(product.pk, parent_id=product.parent_id, category_ids=own))


@pytest.fixture
def tea() -> Any:
    return shopdata.make_category("Tea")


def test_rare_values_weigh_more(tea: Any) -> None:
    main = make("Main", tea, brand="Acme", organic=True)
    brand = make("One", tea, brand="Acme")
    organic = [make(name, tea, organic=True) for name in ("Two", "Three")]
    both = make("Four", tea, brand="Acme", organic=True)
    make("Five", tea, brand="Bolt", organic=False)
    [found] = ask("similar", on(main, tea), ATTRIBUTES)
    acme, true = log(1 + 6 / 3), log(1 + 6 / 4)
    assert scores(found) == pytest.approx(
        {
            both.pk: 1,
            brand.pk: acme / (acme + true),
            **{one.pk: true / (acme + true) for one in organic},
        }
    )
    assert [one.product_id for one in found] == [
        both.pk,
        brand.pk,
        *sorted(one.pk for one in organic),
    ]


@pytest.mark.parametrize(
    ("same", "other"),
    [("Acme", "Bolt"), (("Acme",), ("Bolt",)), ({"Acme", "C"}, {"Bolt"}), (7, 8), (2.5, 3.5)],
    ids=["text", "option", "options", "integer", "float"],
)
def test_every_type_that_can_be_equal(tea: Any, same: Any, other: Any) -> None:
    main, twin = make("Main", tea, brand=same), make("Twin", tea, brand=same)
    make("Other", tea, brand=other)
    [found] = ask("similar", on(main, tea), ATTRIBUTES)
    assert scores(found) == pytest.approx({twin.pk: 1.0})


def test_several_options_are_several_features(tea: Any) -> None:
    main = make("Main", tea, colour={"Red", "Blue"})
    half = make("Half", tea, colour={"Blue", "Green"})
    [found] = ask("similar", on(main, tea), ATTRIBUTES)
    blue, red = log(1 + 2 / 2), log(1 + 2 / 1)
    assert scores(found) == pytest.approx({half.pk: blue / (blue + red)})


def test_categories_and_titles_count_too(tea: Any) -> None:
    gifts = shopdata.make_category("Gifts")
    main = make("Green leaf tea", tea, gifts)
    both = make("Something else", tea, gifts)
    title = make("Green leaf jar", tea)
    here = on(main, tea, gifts)
    by_category, by_title = ask("similar", here, CATEGORY, TITLE)
    assert ids([by_category]) == [[both.pk, title.pk]]
    assert by_category[0].score == pytest.approx(1.0)
    assert ids([by_title]) == [[title.pk]]
    [[first, *_rest]] = ask("similar", here, {"attributes": 10, "category": 1, "title": 2})
    # It has no attributes, so that their weight is nobody's.
    shared, own = 2 * log(1 + 3 / 2), 2 * log(1 + 3 / 2) + log(1 + 3 / 1)
    few, rare = log(1 + 3 / 3), log(1 + 3 / 2)
    assert first.product_id == title.pk
    assert first.parts == pytest.approx(
        {"category": few / (few + rare) / 3, "title": 2 * shared / own / 3}
    )


def test_only_the_named_attributes(tea: Any) -> None:
    main = make("Main", tea, brand="Acme", size="L")
    brand, size = make("One", tea, brand="Acme"), make("Two", tea, size="L")
    only = {**ATTRIBUTES, "codes": ["size"]}
    assert ids(ask("similar", on(main, tea), only, ATTRIBUTES)) == [[size.pk], [brand.pk, size.pk]]


def test_bestsellers_and_equal_options_are_compared_wherever_they_stand(tea: Any) -> None:
    main = make("Main", tea, colour=("Red",), brand="Acme")
    option, best, far = make("One", colour=("Red",)), make("Two", brand="Acme"), make("Three")
    describe(far, brand="Acme")
    run = learn(best=[best], window=90)
    assert ids(ask("similar", on(main, tea), run=run)) == [[option.pk, best.pk]]


def test_a_variant_is_compared_as_its_parent_and_hidden_ones_not_at_all(tea: Any) -> None:
    parent, [child] = shopdata.make_parent("Parent", {"Child": "1"}, category=tea)
    describe(parent, brand="Acme")
    twin = make("Twin", tea, brand="Acme")
    hidden = make("Hidden", tea, brand="Acme")
    shopdata.Product.objects.filter(pk=hidden.pk).update(is_public=False)
    run = learn(best=[hidden], window=90)
    assert ids(ask("similar", on(child, tea), ATTRIBUTES, run=run)) == [[twin.pk]]
    assert ids(ask("similar", page())) == [[]]
    assert ids(ask("similar", page(product=Product(10**6)))) == [[]]


def test_a_back_test_knows_nothing_newer(tea: Any) -> None:
    main = make("Main", tea, days=30, colour=("Red",))
    new = make("New", tea, colour=("Red",))
    run = learn(best=[new], window=90)
    assert ids(ask("similar", on(main, tea), run=run)) == [[new.pk]]
    assert ids(ask("similar", on(main, tea), run=run, as_of=NOW - 2 * DAY)) == [[]]


def test_two_queries_however_many_asks(tea: Any) -> None:
    main = make("Main", tea, brand="Acme")
    for name in "ABCD":
        make(name, tea, brand="Acme")
    asks = [{"title": n % 10} for n in range(MANY)]
    assert queries("similar", on(main, tea), *asks) == 2
    assert queries("similar", on(main, tea)) == 1
    cache.clear()
    assert queries("similar", on(main, tea)) == 2
    assert len(ask("similar", on(main, tea), limit=3)[0]) == 3


def test_readiness_counts_what_is_filed(tea: Any) -> None:
    assert readiness("similar").level == "empty"
    make("Main", tea)
    assert readiness("similar").level == "thin"
