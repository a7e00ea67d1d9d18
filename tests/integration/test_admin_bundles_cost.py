"""What a set costs before and after, on the page of a bundle: the sums that the basket makes."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class

from crosssell.bundle_trial import tried
from crosssell.bundle_words import BundleRows
from crosssell.models import Bundle
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.merchant import sign_in
from tests.shopdata import make_basket, make_category, make_parent, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[int, Decimal]:
    """What products cost the shop, to be filled in by the test."""
    found: dict[int, Decimal] = {}
    monkeypatch.setattr("tests.bundleforms.known_costs", found)
    settings.CROSSSELL = {**settings.CROSSSELL, "COST_HOOK": "tests.bundleforms.costs"}
    return found


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def shown(client: Client, bundle: Bundle) -> Any:
    return client.get(reverse("admin:crosssell_bundle_change", args=(bundle.pk,))).context["cost"]


def lines(cost: Any) -> list[tuple[str, ...]]:
    return [(one.pieces, one.before, one.after, one.saved) for one in cost.lines]


def test_the_cheapest_and_the_dearest_set(client: Client) -> None:
    food = make_category("Food")
    cup = make_product("Cup", "6.00")
    for title, price in (("Tea", "4.00"), ("Coffee", "9.99"), ("Cocoa", "5.00")):
        make_product(title, price, category=food)

    cost = shown(client, make_bundle((2, food), cup))

    assert lines(cost) == [
        ("1 × Cup + 2 × Tea", "$14.00", "$12.60", "$1.40 (10 %)"),
        ("1 × Cup + 2 × Coffee", "$25.98", "$23.39", "$2.59 (10 %)"),
    ]
    assert cost.warnings == ()
    assert not cost.margins


def test_the_basket_charges_what_the_page_says(client: Client) -> None:
    tea, cup = make_product("Tea", "3.33"), make_product("Cup", "7.77")
    bundle = make_bundle((2, tea), cup, args={"percent": "17.5"})

    (figures,) = tried([BundleRows.of(bundle)])
    basket = make_basket(tea, tea, cup)
    get_class("offer.applicator", "Applicator")().apply(basket)

    assert figures.trials[0].before == basket.total_excl_tax_excl_discounts
    assert figures.trials[0].after == basket.total_excl_tax
    assert figures.trials[0].saved == Decimal("2.52")


def test_pieces_that_run_short_are_made_up_for_by_the_next(client: Client) -> None:
    food = make_category("Food")
    make_product("Tea", "4.00", 1, category=food)
    make_product("Coffee", "5.00", category=food)

    cost = shown(client, make_bundle((3, food)))

    assert lines(cost)[0] == ("1 × Tea + 2 × Coffee", "$14.00", "$12.60", "$1.40 (10 %)")


def test_margins_and_the_least_of_them(client: Client, costs: dict[int, Decimal]) -> None:
    tea = make_product("Tea", "10.00")
    costs[tea.pk] = Decimal("8.00")

    cost = shown(client, make_bundle(tea, margin_floor=Decimal(15)))

    (line,) = cost.lines
    assert (line.margin_before, line.margin_after, line.bad_margin) == ("20 %", "11.1 %", True)
    assert cost.warnings == (
        "1 × Tea: leaves less than the least margin of 15.00 %: it is not given.",
    )


def test_a_loss_is_said(client: Client, costs: dict[int, Decimal]) -> None:
    tea = make_product("Tea", "10.00")
    costs[tea.pk] = Decimal("9.50")

    cost = shown(client, make_bundle(tea))

    assert cost.lines[0].margin_after == "-5.6 %"
    assert cost.warnings == ("1 × Tea: is sold at a loss.",)


def test_what_cannot_be_is_said(client: Client) -> None:
    gone = make_product("Gone", "5.00", 0)
    firm = make_product("Firm", "5.00", is_discountable=False)
    few = make_product("Few", "5.00", 1)

    cost = shown(client, make_bundle(type(gone)(pk=999_999), gone, firm, (2, few)))

    assert cost.lines == ()
    assert cost.warnings == (
        "Nobody can fill part 1 (1 #999999) now: nothing of it is on sale.",
        "Part 2 (1 Gone) is out of stock.",
        "Part 3 (1 Firm) may not be discounted: see “Is discountable?” of its products.",
        "Part 4 (2 × Few): there are not enough pieces in stock.",
    )


def test_amounts_beside_the_price(client: Client) -> None:
    tea = make_product("Tea", "10.00")
    given = {"reward": "amount_off", "amounts": {"USD": "12.00"}}
    dear = {"reward": "fixed_price", "amounts": {"USD": "11.00"}, "name": "B"}
    other = {"reward": "amount_off", "amounts": {"EUR": "1.00"}, "name": "C"}

    assert shown(client, make_bundle(tea, **given)).warnings == (
        "1 × Tea: is given away; the reward is as large as the price.",
    )
    assert shown(client, make_bundle(tea, **dear)).warnings == (
        "1 × Tea: saves nothing, so shoppers pay $10.00 as without the bundle.",
    )
    assert shown(client, make_bundle(tea, **other)).warnings == (
        "In USD it gives nothing: the reward has no amount in it.",
    )


def test_tiers_are_told_one_by_one(client: Client) -> None:
    tea = make_product("Tea", "10.00")
    args = {"quantities": [2, 5], "percents": ["5", "10"]}

    cost = shown(client, make_bundle(tea, reward="quantity_tiers", args=args))

    assert [line[1:] for line in lines(cost)] == [
        ("$20.00", "$19.00", "$1.00 (5 %)"),
        ("$50.00", "$45.00", "$5.00 (10 %)"),
    ]


def test_a_variant_chosen_is_the_only_one(client: Client) -> None:
    shirt, (small, large) = make_parent("Shirt", {"Small": "10.00", "Large": "20.00"})

    assert [one[1] for one in lines(shown(client, make_bundle(shirt)))] == ["$10.00", "$20.00"]
    assert [one[1] for one in lines(shown(client, make_bundle(large, name="B")))] == ["$20.00"]


def test_nothing_is_saved_to_show_figures(client: Client) -> None:
    tea = make_product("Tea", "10.00")
    rows = [part(("product", tea), quantity=2)]
    url = reverse("admin:crosssell_bundle_add")

    page = client.post(url, bundle_form(rows, name="", _cost="1"))
    sent = client.post(
        url, bundle_form(rows, name="", _cost="1"), headers={"X-Crosssell-Part": "cost"}
    )
    nothing = client.post(url, bundle_form([], _cost="1"))

    assert lines(page.context["cost"]) == [("2 × Tea", "$20.00", "$18.00", "$2.00 (10 %)")]
    assert "$18.00" in sent.content.decode()
    assert "<html" not in sent.content.decode()
    assert "cost" not in nothing.context
    assert not Bundle.objects.exists()


def test_a_draft_on_the_page_of_a_saved_bundle(client: Client) -> None:
    tea = make_product("Tea", "10.00")
    bundle = make_bundle(tea)
    component = bundle.components.get()
    form = bundle_form([part(("product", tea), quantity=3)], _cost="1", slug=bundle.slug)
    form |= {"components-INITIAL_FORMS": "1", "components-0-id": component.pk}
    form["args-percent-percent"] = "50"

    page = client.post(reverse("admin:crosssell_bundle_change", args=(bundle.pk,)), form)

    assert lines(page.context["cost"]) == [("3 × Tea", "$30.00", "$15.00", "$15.00 (50 %)")]
    assert page.context["said"] == "1 Tea: 10 % off."
    bundle.refresh_from_db()
    assert (bundle.args, bundle.components.get().quantity) == ({"percent": "10"}, 1)
