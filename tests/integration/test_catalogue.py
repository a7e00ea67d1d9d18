"""Products as filters see them, and cards as templates show them, in bulk."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.partner.strategy import UK, US, Default
from oscar.core.loading import get_model
from oscar.core.thumbnails import SorlThumbnail
from PIL import Image

from crosssell.core.data import Product
from crosssell.oscar import catalogue, thumbnails
from crosssell.oscar.cards import hydrated
from tests import shopdata

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def add_picture(product: Any, *, data: bytes | None = None, caption: str = "") -> Any:
    if data is None:
        buffer = BytesIO()
        Image.new("RGB", (600, 300), "teal").save(buffer, "PNG")
        data = buffer.getvalue()
    image = get_model("catalogue", "ProductImage")(product=product, caption=caption)
    image.original.save(f"{product.pk}.png", ContentFile(data))
    return image


def light(product: Any) -> Product:
    return catalogue.products([product.pk])[product.pk]


def one_card(product: Any, strategy: Any = None) -> catalogue.Card:
    return catalogue.cards([product.pk], None, strategy or Default())[product.pk]


def test_light_products_know_price_stock_and_family() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "2.10", "2 l": "1.20"})
    sold_out = shopdata.make_product("Sold out", stock=0)
    unpriced = shopdata.make_product("Unpriced", None)
    ids = [product.pk for product in (tea, parent, small, sold_out, unpriced)]
    with CaptureQueriesContext(connection) as captured:
        found = catalogue.products([*ids, 10**9])
    assert len(captured) == 1
    assert set(found) == set(ids)
    told = {one.title: (one.family, one.buyable, one.price, one.currency) for one in found.values()}
    assert told == {
        "Tea": (tea.pk, True, Decimal("4.00"), "USD"),
        "Milk": (parent.pk, True, Decimal("1.20"), "USD"),
        "1 l": (parent.pk, True, Decimal("2.10"), "USD"),
        "Sold out": (sold_out.pk, False, None, ""),
        "Unpriced": (unpriced.pk, False, None, ""),
    }
    assert catalogue.products([]) == {}


def test_stock_counts_less_what_is_allocated_and_only_where_it_is_tracked() -> None:
    tea = shopdata.make_product("Tea", stock=3)
    shopdata.StockRecord.objects.filter(product=tea).update(num_allocated=3)
    assert not light(tea).buyable
    shopdata.ProductClass.objects.update(track_stock=False)
    assert light(tea).buyable
    _, [child] = shopdata.make_parent("Milk", {"1 l": "1"}, stock=0)
    assert light(child).buyable


def test_a_parent_is_what_its_public_children_are() -> None:
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    shopdata.Product.objects.filter(pk=small.pk).update(is_public=False)
    assert (light(parent).price, light(small).public) == (Decimal("2.10"), False)
    shopdata.StockRecord.objects.filter(product=large).update(num_in_stock=0)
    assert not light(parent).buyable
    shopdata.Product.objects.filter(pk=parent.pk).update(is_public=False)
    assert not light(large).public


def test_a_child_without_a_title_has_its_parents() -> None:
    parent, [child] = shopdata.make_parent("Milk", {"": "1.20"})
    assert light(child).title == "Milk"
    assert one_card(child).title == "Milk"


def test_a_card_shows_a_product() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    add_picture(tea, caption="A cup of tea")
    card = one_card(tea)
    assert (card.id, card.title, card.url) == (tea.pk, "Tea", tea.get_absolute_url())
    assert (card.price, card.currency, card.price_from, card.available) == (
        Decimal("4.00"),
        "USD",
        False,
        True,
    )
    # The shop's thumbnailer doubles the size for sharp screens.
    assert (card.image_width, card.image_height) == (480, 240)
    assert (card.image_alt, card.choices) == ("A cup of tea", ())
    assert card.image_url.startswith("/media/cache/")


def test_a_parents_card_has_choices_and_the_lowest_price() -> None:
    parent, [small, large, gone] = shopdata.make_parent(
        "Milk", {"1 l": "2.10", "2 l": "1.20", "3 l": "0.50"}
    )
    shopdata.StockRecord.objects.filter(product=gone).update(num_in_stock=0)
    card = one_card(parent)
    assert (card.price, card.price_from, card.available, card.currency) == (
        Decimal("1.20"),
        True,
        True,
        "USD",
    )
    assert [(choice.id, choice.title, choice.price) for choice in card.choices] == [
        (small.pk, "1 l", Decimal("2.10")),
        (large.pk, "2 l", Decimal("1.20")),
    ]
    assert card.product.get_public_children() == [small, large, gone]
    shopdata.StockRecord.objects.update(price=Decimal("1.00"))
    assert one_card(parent).price_from is False
    shopdata.StockRecord.objects.update(num_in_stock=0)
    assert (one_card(parent).available, one_card(parent).price) == (False, None)


def test_prices_are_what_the_strategy_shows() -> None:
    tea = shopdata.make_product("Tea", "10.00")
    assert one_card(tea, UK()).price == Decimal("12.0000")
    assert one_card(tea, US()).price == Decimal("10.00")
    assert one_card(shopdata.make_product("Unpriced", None)).available is False
    sold_out = one_card(shopdata.make_product("Sold out", stock=0))
    assert (sold_out.available, sold_out.price) == (False, Decimal("4.00"))


def test_cards_keep_the_order_and_leave_out_what_is_unknown() -> None:
    made = [shopdata.make_product(f"P{n}").pk for n in range(3)]
    assert list(catalogue.cards([made[2], 10**9, made[0], made[2]], None, Default())) == [
        made[2],
        made[0],
    ]
    assert catalogue.cards([], None, Default()) == {}


def test_mixed_cards_cost_four_queries_and_nothing_later() -> None:
    made = [shopdata.make_product(f"P{n}") for n in range(4)]
    for number in range(4):
        parent, children = shopdata.make_parent(f"V{number}", {"a": "1", "b": "2"})
        made += [parent, children[0]]
    for product in made[::2]:
        add_picture(product)
    ids = [product.pk for product in made]
    catalogue.cards(ids, None, Default())
    with CaptureQueriesContext(connection) as captured:
        found = catalogue.cards(ids, None, Default())
    assert len(captured) == 4
    with CaptureQueriesContext(connection) as captured:
        for card in found.values():
            product = card.product
            assert product.get_product_class().name == "Groceries"
            assert product.has_options is False
            assert product.primary_image() is not None
            if product.is_parent:
                children = product.get_public_children()
                assert [child.get_title() for child in children] == ["a", "b"]
    assert len(captured) == 0


def test_a_child_shows_its_parents_picture_and_keeps_its_instance() -> None:
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    add_picture(parent, caption="Milk bottle")
    found = catalogue.cards([small.pk, large.pk], None, Default())
    assert [card.image_alt for card in found.values()] == ["Milk bottle", "Milk bottle"]
    assert found[small.pk].product.parent is found[large.pk].product.parent


def test_an_option_of_the_class_or_the_product_is_known() -> None:
    tea, jam = shopdata.make_product("Tea"), shopdata.make_product("Jam")
    option = get_model("catalogue", "Option").objects.create(name="Engraving", code="engraving")
    jam.product_options.add(option)
    with_options = {product.title: product.has_options for product in hydrated([tea.pk, jam.pk])}
    assert with_options == {"Tea": False, "Jam": True}
    shopdata.ProductClass.objects.get().options.add(option)
    assert [product.has_options for product in hydrated([tea.pk])] == [True]


def test_a_picture_that_is_no_picture_costs_no_error() -> None:
    good, broken = shopdata.make_product("Good"), shopdata.make_product("Broken")
    add_picture(good)
    add_picture(broken, data=b"this is no picture")
    found = catalogue.cards([broken.pk, good.pk], None, Default())
    assert (found[broken.pk].image_width, found[good.pk].image_width) == (None, 480)
    assert found[broken.pk].available


def test_a_thumbnailer_that_raises_leaves_the_card_without_picture(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.OSCAR_THUMBNAILER = "tests.integration.test_catalogue.Failing"
    tea = shopdata.make_product("Tea")
    add_picture(tea)
    assert one_card(tea).image_url == ""
    settings.OSCAR_THUMBNAILER = "tests.integration.test_catalogue.Foreign"
    assert (one_card(tea).image_url, one_card(tea).image_width) == ("/elsewhere.png", 7)


@pytest.mark.parametrize(
    ("thumbnailer", "size"),
    [
        ("oscar.core.thumbnails.SorlThumbnail", (240, 120)),
        ("shop.thumbnails.SharpThumbnail", (480, 240)),
        ("tests.integration.test_catalogue.Narrow", (60, 30)),
    ],
)
def test_existing_thumbnails_of_any_sorl_thumbnailer_are_read_in_bulk(
    thumbnailer: str, size: tuple[int, int], settings: Any
) -> None:
    settings.OSCAR_THUMBNAILER = thumbnailer
    made = [shopdata.make_product(f"P{n}") for n in range(3)]
    for product in made:
        add_picture(product)
    ids = [product.pk for product in made]
    first = catalogue.cards(ids, None, Default())
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        again = catalogue.cards(ids, None, Default())
    assert len(captured) == 4
    assert {(card.image_width, card.image_height) for card in again.values()} == {size}
    assert [card.image_url for card in again.values()] == [
        card.image_url for card in first.values()
    ]
    assert len({card.image_url for card in again.values()}) == 3


class Failing:
    """A thumbnailer of another package, broken."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        raise OSError("no disk")


class Foreign:
    """A thumbnailer of another package."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        class Made:
            url, size, width, height = "/elsewhere.png", (7, 8), 7, 8

        return Made()


class Narrow(SorlThumbnail):
    """A shop's thumbnailer that bounds the width alone."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        return super().generate_thumbnail(source, **{**opts, "size": "60x"})


def test_a_thumbnail_row_that_cannot_be_read_is_made_anew() -> None:
    tea = shopdata.make_product("Tea")
    add_picture(tea)
    first = one_card(tea)
    rows = get_model("thumbnail", "KVStore").objects
    rows.update(value='{"name": "a.png", "storage": "gone.Storage", "size": [1, 1]}')
    cache.clear()
    assert one_card(tea).image_url == ""
    rows.all().delete()
    cache.clear()
    assert one_card(tea).image_url == first.image_url


def test_a_product_whose_picture_has_no_file_goes_without() -> None:
    tea = shopdata.make_product("Tea")
    add_picture(tea)
    get_model("catalogue", "ProductImage").objects.update(original="")
    card = one_card(tea)
    assert (card.image_url, card.image_width, card.title) == ("", None, "Tea")


def test_known_names_of_thumbnails_do_not_grow_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(thumbnails, "MOST_KEYS", 2)
    monkeypatch.setattr(thumbnails, "_keys", {})
    for number in range(5):
        tea = shopdata.make_product(f"Tea {number}")
        add_picture(tea)
        assert one_card(tea).image_width == 480
        assert len(thumbnails._keys) <= 2
