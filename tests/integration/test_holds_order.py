"""Orders and their bundles: payments on other sites, orders without a checkout, what goes wrong."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model
from pytest_django import DjangoAssertNumQueries

from crosssell import holds, submission
from crosssell.core.bundle_given import Taken
from crosssell.models import Bundle, BundleUse
from tests import shopdata
from tests.bundled import make_bundle
from tests.holding import given_of, let_end, priced, states, tally

pytestmark = pytest.mark.django_db
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
UnableToPlaceOrder = get_class("order.exceptions", "UnableToPlaceOrder")
GUEST = AnonymousUser()


def apply(basket: Any) -> Any:
    get_class("offer.applicator", "Applicator")().apply(basket, GUEST)
    return basket


def make_set(**fields: Any) -> tuple[Bundle, Any]:
    """Tea and milk for 6.00, together 10 % off; the bundle, and a basket that got it."""
    products = [shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "2.00")]
    bundle = make_bundle(*products, **fields)
    basket = apply(shopdata.make_basket(*products))
    assert basket.total_incl_tax == Decimal("5.40")
    bundle.refresh_from_db()
    return bundle, basket


def submitted(basket: Any) -> Any:
    """The basket, held and frozen, as another request reads it when the payment comes back."""
    assert holds.take(basket, GUEST) is None
    basket.freeze()
    return again(basket)


def again(basket: Any) -> Any:
    found = Basket.objects.get(pk=basket.pk)
    found.strategy = get_class("partner.strategy", "Default")()
    return found


def someone_else_takes(bundle: Bundle) -> None:
    assert holds.take(priced(given_of(bundle)), GUEST) is None


def test_an_order_without_a_checkout_takes_its_room_as_it_is_written() -> None:
    bundle, basket = make_set(most_uses=1)
    order = shopdata.place_order(basket)
    assert order.total_incl_tax == Decimal("5.40")
    assert BundleUse.objects.get(state="confirmed").order == order
    assert tally(bundle)[0] == 1


def test_without_room_it_is_refused_before_it_exists() -> None:
    bundle, basket = make_set(most_uses=1)
    someone_else_takes(bundle)
    with pytest.raises(UnableToPlaceOrder, match="The last “Tea time” has just gone."):
        shopdata.place_order(basket)
    assert not Order.objects.exists()
    assert (tally(bundle)[0], states()) == (1, ["held"])


def test_without_stock_too() -> None:
    bundle, basket = make_set()
    shopdata.StockRecord.objects.filter(product__title="Milk").update(num_in_stock=0)
    with pytest.raises(UnableToPlaceOrder, match="'Milk' is no longer available to buy"):
        shopdata.place_order(basket)
    assert not Order.objects.exists()
    assert tally(bundle)[0] == 0


def test_a_basket_at_another_site_keeps_its_price_whatever_the_merchant_does() -> None:
    bundle, basket = make_set(most_uses=1)
    returned = submitted(basket)
    Bundle.objects.update(active=False, name="Other", args={"percent": "1"})
    assert apply(returned).total_incl_tax == Decimal("5.40")
    order = shopdata.place_order(returned)
    assert order.total_incl_tax == Decimal("5.40")
    assert order.discounts.get().offer_name == "Tea time"
    assert (tally(bundle)[0], states()) == (1, ["confirmed"])


def test_without_its_hold_it_would_cost_more(monkeypatch: pytest.MonkeyPatch) -> None:
    _bundle, basket = make_set()
    returned = submitted(basket)
    Bundle.objects.update(active=False)
    monkeypatch.setattr(holds, "expected", lambda _: None)
    assert apply(returned).total_incl_tax == Decimal("6.00")


@pytest.mark.parametrize("ended", [False, True])
def test_the_price_outlives_the_bundle(ended: bool) -> None:
    bundle, basket = make_set()
    returned = submitted(basket)
    if ended:
        let_end()
        holds.sweep()
    bundle.delete()
    order = shopdata.place_order(apply(returned))
    assert order.total_incl_tax == Decimal("5.40")
    assert order.discounts.get().offer_name == "Tea time"
    use = BundleUse.objects.latest("pk")
    assert (use.state, use.bundle, use.order) == ("confirmed", None, order)


def test_a_product_that_is_deleted_meanwhile_takes_its_discount_along() -> None:
    bundle, basket = make_set(most_uses=1)
    returned = submitted(basket)
    shopdata.Product.objects.get(title="Milk").delete()
    order = shopdata.place_order(apply(returned))
    assert order.total_incl_tax == Decimal("3.60")
    assert BundleUse.objects.get(order=order).amount == Decimal("0.40")
    assert (tally(bundle)[0], states()) == (1, ["given_back", "confirmed"])


def test_a_hold_that_ended_is_taken_again_where_there_is_room() -> None:
    bundle, basket = make_set(most_uses=1)
    returned = submitted(basket)
    let_end()
    holds.sweep()
    assert tally(bundle)[0] == 0
    order = shopdata.place_order(apply(returned))
    assert order.total_incl_tax == Decimal("5.40")
    assert (tally(bundle)[0], states()) == (1, ["given_back", "confirmed"])


def test_who_pays_late_keeps_the_price_and_is_not_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bundle, basket = make_set(most_uses=1)
    returned = submitted(basket)
    let_end()
    holds.sweep()
    someone_else_takes(bundle)
    order = shopdata.place_order(apply(returned))
    assert order.total_incl_tax == Decimal("5.40")
    late = BundleUse.objects.get(order=order)
    assert (late.state, late.amount, tally(bundle)[0]) == ("late", Decimal("0.60"), 1)
    assert "was paid with basket" in caplog.text
    # Cancelling it takes nothing off what others use.
    assert holds.give_back(order) == 1
    assert (tally(bundle)[0], states(order=order)) == (1, ["given_back"])


def test_what_is_charged_is_what_is_held() -> None:
    """A shop that prices the basket anew between payment and order."""
    bundle, basket = make_set(most_uses=2, per_customer=2)
    holds.take(basket, GUEST, "ann@example.com")
    other = priced(given_of(bundle, 2, "0.30"), basket=again(basket))
    assert holds.claim(other, GUEST, "ann@example.com")
    holds.confirm(other, shopdata.make_order())
    use = BundleUse.objects.get(state="confirmed")
    assert (use.uses, use.amount, tally(bundle)[0]) == (2, Decimal("0.60"), 2)
    assert bundle.customers.get().uses == 2


def test_more_than_there_is_room_for_is_late_and_frees_what_was_held() -> None:
    bundle, basket = make_set(most_uses=2)
    holds.take(basket, GUEST)
    other = priced(given_of(bundle, 3, "0.20"), basket=again(basket))
    assert holds.claim(other, GUEST)
    assert (tally(bundle)[0], states()) == (0, ["given_back", "late"])


def test_what_is_no_longer_charged_is_given_back() -> None:
    bundle, basket = make_set(most_uses=2)
    holds.take(basket, GUEST)
    assert not holds.claim(priced(basket=again(basket)), GUEST)
    assert (tally(bundle)[0], states()) == (0, ["given_back"])


def test_what_an_order_with_bundles_costs_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _bundle, basket = make_set(most_uses=1)
    holds.take(basket, GUEST)
    order, plain = shopdata.make_order(), shopdata.make_basket()
    # Whatever is ordered was priced, and has its lines.
    assert not plain.all_lines()
    with django_assert_num_queries(3):  # savepoint, its holds, end
        assert not submission.claim(plain, GUEST, "")
    with django_assert_num_queries(4):  # and whether it was ever held
        assert submission.claim(basket, GUEST, "")
    with django_assert_num_queries(3):  # savepoint, the uses, end
        submission.confirm(basket, order)


def test_less_on_a_line_is_taken_off_the_last_sets() -> None:
    given = given_of(Bundle(pk=1, name="A"), 2, "1.50").less(1, Decimal("2.00"))
    assert given.sets == ((Taken(1, 1, Decimal("1.00")),), (Taken(1, 1, Decimal("0.00")),))
    assert given.less(2, Decimal("1.00")) == given
