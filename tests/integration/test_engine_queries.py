"""What a plan costs in queries, whatever the size of the shop."""

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model
from PIL import Image

from crosssell import engine, experiments, placements, slots
from crosssell.facts import Facts
from crosssell.models import MatrixEntry, Placement
from tests import shopdata
from tests.learned import BEST, SLOT, learn, place, rule

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PRODUCT_SLOTS = [slot.name for slot in slots.SLOTS if slot.page == "product"]


@pytest.fixture(autouse=True)
def _map_stays_warm(settings: Any) -> None:
    settings.CROSSSELL = {**getattr(settings, "CROSSSELL", {}), "PLACEMENT_STALE_SECONDS": 600}


def queries(page: Any, names: list[str], **more: Any) -> list[str]:
    """The SQL of one plan, the map being warm."""
    engine.active_slots()
    experiments.is_tested("rule", 0)
    with CaptureQueriesContext(connection) as captured:
        planned = engine.plan(Facts.of(None, product=page, **more), names)
    assert planned
    return [query["sql"] for query in captured]


def picture(product: Any, colour: str) -> None:
    data = BytesIO()
    Image.new("RGB", (300, 200), colour).save(data, "PNG")
    image = get_model("catalogue", "ProductImage")(product=product)
    image.original.save(f"{product.pk}.png", ContentFile(data.getvalue()))
    image.save()


def full_page() -> Any:
    """Four placements of four: pairs, bestsellers, matrix and category; parents, pictures."""
    food = shopdata.make_category("Food")
    tea_shelf = shopdata.make_category("Tea", parent=food)
    main = shopdata.make_product("Main", category=tea_shelf)
    made = [shopdata.make_product(f"P{n}", category=tea_shelf) for n in range(12)]
    made += [shopdata.make_parent(f"V{n}", {"a": "1", "b": "2"})[0] for n in range(8)]
    for product in made:
        picture(product, "red")
    learn({main: made[::3]}, best=made)
    for product in made[1::3]:
        MatrixEntry.objects.create(main_product=main, companion_product=product)
    for name, strategy in zip(
        PRODUCT_SLOTS, ("bought_together", "matrix", "same_category", "bestsellers"), strict=False
    ):
        place(rule(strategy), slot=name)
    return main


def items(planned: dict[str, Any]) -> int:
    return sum(len(one.items) for some in planned.values() for one in some)


def test_four_placements_of_four_cost_at_most_12_queries() -> None:
    main = full_page()
    assert items(engine.plan(Facts.of(None, product=main), PRODUCT_SLOTS)) == 16
    cache.clear()
    cold = queries(main, PRODUCT_SLOTS)
    warm = queries(main, PRODUCT_SLOTS)
    tables = ("partner_stockrecord", "catalogue_productimage", "thumbnail_kvstore")
    assert [sum(f'FROM "{table}"' in sql for sql in cold) for table in tables] == [1, 1, 1]
    # Categories, pairs, matrix, bestsellers, same category, products; then four for the cards.
    assert len(cold) == 10
    # Bestsellers and the category come from the cache.
    assert len(warm) == 8


def test_cards_carry_their_pictures_without_a_query_each() -> None:
    main = full_page()
    engine.plan(Facts.of(None, product=main), PRODUCT_SLOTS)
    planned = engine.plan(Facts.of(None, product=main), PRODUCT_SLOTS)
    with CaptureQueriesContext(connection) as captured:
        cards = [item.card for some in planned.values() for one in some for item in one.items]
        shown = [
            (
                card.title,
                card.url,
                card.image_url,
                card.price,
                card.choices,
                card.product.has_options,
            )
            for card in cards
        ]
    assert len(captured) == 0
    assert {(card.image_width, card.image_height) for card in cards} == {(300, 200)}
    assert all(image.startswith("/media/cache/") for _, _, image, *_ in shown)


@pytest.mark.parametrize("wanted", [1, 50])
def test_one_or_fifty_recommendations_cost_the_same(wanted: int) -> None:
    main, *others = [shopdata.make_product(f"P{n}") for n in range(52)]
    learn({main: others[:25]}, best=others)
    place(rule(fallbacks=[BEST]), max_items=wanted)
    engine.plan(Facts.of(None, product=main), [SLOT])
    cache.clear()
    planned = engine.plan(Facts.of(None, product=main), [SLOT])
    assert items(planned) == wanted
    cache.clear()
    # Pairs, bestsellers, products; then products, stock, pictures, thumbnails.
    assert len(queries(main, [SLOT])) == 7


@pytest.mark.parametrize("many", [10, 1000])
def test_ten_or_a_thousand_placements_cost_the_same(many: int) -> None:
    main, *others = [shopdata.make_product(f"P{n}") for n in range(9)]
    learn({main: others[:2]}, best=others)
    shared = rule(fallbacks=[BEST])
    place(shared)
    elsewhere = [slot.name for slot in slots.SLOTS if slot.page == "basket"]
    made = Placement.objects.bulk_create(
        Placement(slot=SLOT if n < 5 else elsewhere[n % len(elsewhere)]) for n in range(many)
    )
    Placement.rules.through.objects.bulk_create(
        Placement.rules.through(placement=one, rule=shared) for one in made
    )
    placements.changed()
    engine.plan(Facts.of(None, product=main), [SLOT])
    cache.clear()
    assert len(queries(main, [SLOT])) == 7
    with CaptureQueriesContext(connection) as captured:
        placements.load()
    assert len(captured) == 10


def test_more_rules_of_a_kind_cost_nothing_more() -> None:
    main, *others = [shopdata.make_product(f"P{n}") for n in range(9)]
    learn({main: others[:3]}, best=others)
    args = ({}, {"place": "basket"}, {"place": "product"})
    place(*(rule(args=one) for one in args), max_items=9)
    place(*(rule("bestsellers", {"window": window}) for window in (7, 28, 90)), max_items=9)
    engine.plan(Facts.of(None, product=main), [SLOT])
    cache.clear()
    assert len(queries(main, [SLOT])) == 7


def test_an_empty_slot_costs_nothing() -> None:
    place(rule("bestsellers"), slot=PRODUCT_SLOTS[0])
    engine.active_slots()
    experiments.is_tested("rule", 0)
    with CaptureQueriesContext(connection) as captured:
        assert PRODUCT_SLOTS[1] not in engine.active_slots()
        assert engine.plan(Facts.of(None), [PRODUCT_SLOTS[1]]) == {}
    assert len(captured) == 0


def test_a_rendered_product_page_costs_at_most_12_more(client: Client) -> None:
    main = full_page()

    def visit() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as captured:
            html = client.get(main.get_absolute_url()).content.decode()
        return html, len(captured)

    visit()
    html, with_widgets = visit()
    assert html.count('class="crosssell-') >= 4
    Placement.objects.all().delete()
    visit()
    html, without = visit()
    assert 'class="crosssell-' not in html
    assert 0 < with_widgets - without <= 12
