"""What stands beside a replayed bundle: live bundles, offers, vouchers, its own limits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell.models import Bundle
from crosssell.oscar.shared_ranges import OverlappingOffer
from crosssell.simulation import Simulation, simulate
from crosssell.simulation.results import OfferThen, RivalTold
from tests import shopdata
from tests.bundled import make_bundle
from tests.shopdata import MIDDAY, make_order, make_product

pytestmark = pytest.mark.django_db
NOW = MIDDAY + timedelta(days=1)
Range, Condition, Benefit, Offer = (
    get_model("offer", name) for name in ("Range", "Condition", "Benefit", "ConditionalOffer")
)
OrderDiscount = get_model("order", "OrderDiscount")


@pytest.fixture
def tea() -> Any:
    return make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return make_product("Cup", "2.50")


def replay(bundle: Bundle) -> Simulation:
    return simulate(Bundle.objects.get(pk=bundle.pk), now=NOW)


def sums(result: Simulation) -> tuple[int, int, Decimal]:
    (found,) = result.in_currency
    return found.qualified, found.given, found.discount


def draft(*parts: Any, percent: str = "10", **fields: Any) -> Bundle:
    return make_bundle(*parts, name="Draft", args={"percent": percent}, active=False, **fields)


def live(*parts: Any, percent: str, **fields: Any) -> Bundle:
    return make_bundle(*parts, name="Live", args={"percent": percent}, **fields)


def test_a_better_live_bundle_keeps_the_draft_out(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    rival = live(tea, cup, percent="20")

    result = replay(draft(tea, cup))

    assert sums(result) == (1, 0, 0)
    assert result.rivals == (
        RivalTold(rival.pk, "Live", "USD", 1, Decimal("1.30"), Decimal("1.30"), lost=0, kept=1),
    )


def test_a_better_draft_takes_orders_from_a_live_bundle(tea: Any, cup: Any) -> None:
    make_order(tea, cup)
    make_order(tea, cup, quantity=2)
    make_order(tea, tea)
    rival = live((2, tea), percent="5")

    result = replay(draft(tea, cup, percent="30"))

    # Of two teas and two cups, both teas go to the draft; the order of two teas is not its own.
    assert sums(result) == (2, 2, Decimal("5.85"))
    assert result.rivals == (
        RivalTold(rival.pk, "Live", "USD", 1, Decimal("0.40"), Decimal(0), lost=1, kept=0),
    )


def test_bundles_of_other_pieces_apply_side_by_side(tea: Any, cup: Any) -> None:
    make_order(tea, cup, quantity=2)
    rival = live(tea, percent="5", per_basket=1)

    result = replay(draft(tea, cup, per_basket=1))

    assert sums(result) == (1, 1, Decimal("0.65"))
    assert result.rivals == (
        RivalTold(rival.pk, "Live", "USD", 1, Decimal("0.20"), Decimal("0.20"), lost=0, kept=0),
    )


def test_only_what_is_in_force_for_the_buyer_is_a_rival(tea: Any, cup: Any) -> None:
    make_order(tea, cup, user=shopdata.make_user(groups=["Club"]))
    make_order(tea, cup)
    make_bundle(tea, cup, name="Off", active=False)
    make_bundle(tea, cup, name="Over", ends_at=NOW)
    make_bundle(tea, cup, name="Later", starts_at=NOW + timedelta(days=1))
    make_bundle(tea, cup, make_product("Pot"), name="More")
    make_bundle(tea, cup, name="Euro", reward="amount_off", amounts={"EUR": "1.00"})
    make_bundle(tea, cup, name="Club", group="Club", args={"percent": "50"})

    result = replay(draft(tea, cup))

    assert [(one.name, one.orders, one.kept) for one in result.rivals] == [("Club", 1, 1)]
    assert sums(result) == (2, 1, Decimal("0.65"))


def test_a_live_bundle_is_not_its_own_rival(tea: Any, cup: Any) -> None:
    make_order(tea, cup)

    result = replay(live(tea, cup, percent="20"))

    assert (result.rivals, sums(result)) == ((), (1, 1, Decimal("1.30")))


def test_a_draft_for_a_group_is_given_to_its_members(tea: Any, cup: Any) -> None:
    make_order(tea, cup, user=shopdata.make_user(groups=["Club"]))
    make_order(tea, cup, user=shopdata.make_user("bob@example.com"))
    make_order(tea, cup)

    assert sums(replay(draft(tea, cup, group="Club"))) == (1, 1, Decimal("0.65"))


def test_limits_count_from_the_oldest_order_on(tea: Any, cup: Any) -> None:
    for hours in (5, 4, 3):
        make_order(tea, cup, at=MIDDAY - timedelta(hours=hours), quantity=2)
    bundle = draft(tea, cup, most_uses=3)

    result = replay(bundle)

    assert sums(result) == (3, 2, Decimal("1.95"))
    assert (result.limited, result.limited_at) == (2, MIDDAY - timedelta(hours=4))
    assert replay(bundle) == result


def test_a_budget_ends_the_draft(tea: Any, cup: Any) -> None:
    for hours in (5, 4, 3):
        make_order(tea, cup, at=MIDDAY - timedelta(hours=hours))

    result = replay(draft(tea, cup, budget="1.40", budget_currency="USD"))

    assert sums(result) == (3, 2, Decimal("1.30"))
    assert (result.limited, result.limited_at) == (1, MIDDAY - timedelta(hours=3))


def test_each_customer_gets_it_so_many_times(tea: Any, cup: Any) -> None:
    ann = shopdata.make_user()
    for user in (ann, ann, None, None, None):
        order = make_order(tea, cup, user=user)
        if user is None:
            order.guest_email = "Guest@example.com"
            order.save()
    unknown = make_order(tea, cup)

    result = replay(draft(tea, cup, per_customer=1))

    # Ann once, the guest once; whom nobody knows is refused at checkout too.
    assert sums(result) == (6, 2, Decimal("1.30"))
    assert result.limited == 4
    assert unknown.guest_email == ""


def discount(order: Any, line: Any, amount: str, *, name: str, code: str = "", lines: bool) -> None:
    """Say in the tables that an offer took the amount off a line."""
    line.line_price_incl_tax -= Decimal(amount)
    line.line_price_excl_tax -= Decimal(amount)
    line.save()
    found = OrderDiscount.objects.create(
        order=order, offer_name=name, voucher_code=code, amount=Decimal(amount), frequency=1
    )
    if lines:
        line.discounts.create(order_discount=found, is_incl_tax=False, amount=Decimal(amount))


def test_discounts_that_the_same_lines_had_are_told(tea: Any, cup: Any) -> None:
    pot = make_product("Pot", "9.00")
    first, second, third = (make_order(tea, cup, pot) for _ in range(3))
    discount(first, first.lines.get(product=tea), "0.50", name="Spring", lines=True)
    discount(first, first.lines.get(product=pot), "2.00", name="Pots", lines=True)
    discount(second, second.lines.get(product=cup), "0.25", name="Code", code="TEN", lines=False)
    discount(third, third.lines.get(product=pot), "2.00", name="Pots", lines=True)

    result = replay(draft(tea, cup))

    assert (result.discounted, result.discounted_off) == (2, (("USD", Decimal("0.75")),))
    assert result.offers_then == (
        OfferThen("Code", "TEN", "USD", 1, None),
        OfferThen("Spring", "", "USD", 1, Decimal("0.50")),
    )


def offer(name: str, products: Any, **fields: Any) -> Any:
    found = Range.objects.create(name=name)
    found.add_product(products)
    return Offer.objects.create(
        name=name,
        condition=Condition.objects.create(range=found, type="Count", value=1),
        benefit=Benefit.objects.create(range=found, type="Percentage", value=5),
        **fields,
    )


def test_open_offers_about_the_same_products_are_named(tea: Any, cup: Any) -> None:
    pot = make_product("Pot", category=shopdata.make_category("Pots"))
    found = offer("Tea week", tea)
    voucher = offer("Coupon", pot, offer_type="Voucher")
    offer("Others", make_product("Other"))
    offer("Closed", tea, status="Suspended")
    offer("Over", tea, end_datetime=NOW - timedelta(days=1))

    result = replay(draft(tea, pot.categories.get()))

    assert set(result.offers_now) == {
        OverlappingOffer(found.pk, "Tea week", "Site"),
        OverlappingOffer(voucher.pk, "Coupon", "Voucher"),
    }
