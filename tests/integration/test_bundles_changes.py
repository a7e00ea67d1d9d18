"""What is kept beside a bundle's rows is right whatever saved or deleted them."""

from collections.abc import Callable

import pytest
from oscar.core.loading import get_model

from crosssell.models import Bundle, BundleOffer, Component, ComponentTarget
from crosssell.models.offers import without_bundles
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, site_offer

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def bundle() -> Bundle:
    food = shopdata.make_category("Food")
    return make_bundle(food, shopdata.make_product("Cup"), shopdata.make_product("Plate"))


def state(bundle: Bundle) -> tuple[int, int]:
    bundle.refresh_from_db()
    return bundle.parts, bundle.version


def anchors(bundle: Bundle) -> list[int]:
    targets = ComponentTarget.objects.filter(component__bundle=bundle)
    return list(targets.order_by("component__position", "pk").values_list("anchor", flat=True))


CHANGES: dict[str, tuple[Callable[[Bundle], object], int]] = {
    "the bundle saved": (lambda bundle: bundle.save(), 3),
    "a part saved": (lambda bundle: bundle.components.first().save(), 3),
    "a part added": (lambda bundle: bundle.components.create(), 4),
    "a part deleted": (lambda bundle: bundle.components.last().delete(), 2),
    "parts deleted at once": (lambda bundle: bundle.components.all().delete(), 0),
    "a target added": (
        lambda bundle: bundle.components.last().targets.create(kind="product", target=9),
        3,
    ),
    "a target deleted": (lambda bundle: bundle.components.last().targets.all().delete(), 3),
    "an amount added": (lambda bundle: bundle.amounts.create(currency="EUR", amount=1), 3),
}


@pytest.mark.parametrize("name", CHANGES)
def test_parts_are_counted_and_the_version_rises(bundle: Bundle, name: str) -> None:
    change, parts = CHANGES[name]
    _, before = state(bundle)
    change(bundle)
    found, after = state(bundle)
    assert found == parts
    assert after > before


def test_an_amount_deleted(bundle: Bundle) -> None:
    amount = bundle.amounts.create(currency="EUR", amount=1)
    _, before = state(bundle)
    amount.delete()
    assert state(bundle)[1] > before


def test_an_old_copy_brings_no_old_version_or_count_back(bundle: Bundle) -> None:
    old = Bundle.objects.get(pk=bundle.pk)
    bundle.components.create()
    _, newest = state(bundle)
    old.save()
    parts, version = state(bundle)
    assert parts == 4
    assert version > newest


def test_a_saved_bundle_knows_its_version(bundle: Bundle) -> None:
    bundle.save()
    in_memory = bundle.version
    bundle.refresh_from_db()
    assert bundle.version == in_memory


def test_the_rarest_part_is_the_anchor(bundle: Bundle) -> None:
    assert anchors(bundle) == [3, 1, 2]
    bundle.components.last().targets.create(
        kind="class", target=shopdata.make_product("Tea").product_class_id
    )
    # A part is as easily filled as the widest of its targets.
    assert anchors(bundle) == [2, 1, 3, 3]
    bundle.components.get(position=20).delete()
    assert anchors(bundle) == [1, 2, 2]


def test_fewer_targets_are_rarer() -> None:
    tea, cup, plate = (shopdata.make_product(name) for name in ("Tea", "Cup", "Plate"))
    assert anchors(make_bundle([tea, cup], plate)) == [2, 2, 1]


def test_a_deleted_bundle_takes_oscars_row_along() -> None:
    tea = shopdata.make_product("Tea")
    bundle = make_bundle(tea)
    order = shopdata.place_order(apply(shopdata.make_basket(tea)), shopdata.make_user())
    offers = get_model("offer", "ConditionalOffer").objects
    assert (offers.count(), without_bundles(offers.all()).count()) == (1, 0)
    assert BundleOffer.objects.count() == 1
    Bundle.objects.get(pk=bundle.pk).delete()
    assert offers.count() == 0
    assert Component.objects.count() == 0
    (discount,) = order.discounts.all()
    assert (discount.offer_name, discount.offer) == ("Tea time", None)


def test_an_offer_of_the_shop_may_have_a_bundles_name() -> None:
    tea, name = shopdata.make_product("Tea"), "T" * 110
    bundle = make_bundle(tea, name=name)
    apply(shopdata.make_basket(tea))
    site_offer(shopdata.make_product("Cup"), name=name)
    order = shopdata.place_order(apply(shopdata.make_basket(tea)), shopdata.make_user())
    names = get_model("offer", "ConditionalOffer").objects.values_list("name", flat=True)
    assert set(names) == {name, f"{name} #{bundle.pk}"}
    assert order.discounts.get().offer_name == name


def test_a_lost_link_to_oscars_row_is_found_again() -> None:
    tea = shopdata.make_product("Tea")
    bundle = make_bundle(tea)
    apply(shopdata.make_basket(tea))
    Bundle.objects.update(offer=None)
    apply(shopdata.make_basket(tea))
    assert get_model("offer", "ConditionalOffer").objects.count() == 1
    assert Bundle.objects.get(pk=bundle.pk).offer is not None
