"""The form of a bundle: what it saves, and what it refuses, with the mend."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.models import Bundle
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part, rows_errors, set_errors
from tests.merchant import errors_of, sign_in
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def post(client: Client, *args: Any, **changes: Any) -> Any:
    return client.post(reverse("admin:crosssell_bundle_add"), bundle_form(*args, **changes))


def test_every_kind_of_target_is_saved(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    shirt, (small, _large) = make_parent("Shirt", {"Small": "9", "Large": "10"})
    kept = get_model("offer", "Range").objects.create(name="Kept")
    kind = tea.product_class

    sent = post(
        client,
        [
            part(("product", shirt), ("product", small), ("category", food), quantity=2),
            part(("range", kept), ("class", kind), rewarded=True),
        ],
        name="Everything",
        per_basket="1",
        margin_floor="12.5",
    )

    assert sent.status_code == 302
    bundle = Bundle.objects.get()
    assert (bundle.slug, bundle.parts, bundle.args) == ("everything", 2, {"percent": "10"})
    assert (bundle.per_basket, bundle.most_uses, bundle.margin_floor) == (1, None, Decimal("12.5"))
    first, second = bundle.components.all()
    assert (first.quantity, first.rewarded, second.rewarded) == (2, False, True)
    assert set(first.targets.values_list("kind", "target")) == {
        ("product", shirt.pk), ("product", small.pk), ("category", food.pk),
    }  # fmt: skip
    assert set(second.targets.values_list("kind", "target")) == {
        ("range", kept.pk), ("class", kind.pk),
    }  # fmt: skip


def test_a_bundle_without_parts_is_refused(client: Client) -> None:
    refused = post(client, [])

    assert set_errors(refused, "components") == ["Add at least one part: what must be bought."]
    assert not Bundle.objects.exists()


def test_a_part_that_nothing_fills_is_refused(client: Client) -> None:
    refused = post(client, [part(quantity=3)])

    assert rows_errors(refused, "components") == [
        {
            "products": [
                "Choose what fills this part: a product, a category, a range or a product type. "
                "Or remove the part."
            ]
        }
    ]


def test_a_product_that_is_gone_is_refused(client: Client) -> None:
    refused = post(client, [part(("product", 999_999))])

    assert "There is nothing with the number 999999" in str(rows_errors(refused, "components"))


@pytest.mark.parametrize(
    ("rewarded", "field", "said"),
    [
        ((False, False), "rewarded", "needs a part that it is for"),
        ((True, True), "rewarded", "One part must be bought at its price"),
    ],
)
def test_a_gift_needs_a_part_that_it_is_and_another(
    client: Client, rewarded: tuple[bool, bool], field: str, said: str
) -> None:
    rows = [part(("product", make_product()), rewarded=flag) for flag in rewarded]

    refused = post(client, rows, reward="gift")

    assert said in rows_errors(refused, "components")[1][field][0]


def test_tiers_need_one_part_and_rise(client: Client) -> None:
    rows = [part(("product", make_product())), part(("product", make_product()))]
    tiers = {
        "args-quantity_tiers-quantities": "2, 5",
        "args-quantity_tiers-percents": "5, 7.5",
    }

    refused = post(client, rows, reward="quantity_tiers", **tiers)
    falling = post(
        client,
        rows[:1],
        reward="quantity_tiers",
        **tiers | {"args-quantity_tiers-percents": "7.5, 5"},
    )
    words = post(
        client,
        rows[:1],
        reward="quantity_tiers",
        **tiers | {"args-quantity_tiers-percents": "5, ten"},
    )

    assert "one part alone" in rows_errors(refused, "components")[1]["__all__"][0]
    assert "must rise" in errors_of(falling)["percents"][0]
    assert "“ten” is not a number" in errors_of(words)["percents"][0]
    assert post(client, rows[:1], reward="quantity_tiers", **tiers).status_code == 302
    assert Bundle.objects.get().args == {"quantities": [2, 5], "percents": ["5", "7.5"]}


def test_a_free_piece_needs_two(client: Client) -> None:
    tea = make_product()

    refused = post(client, [part(("product", tea))], reward="cheapest_free")

    assert "needs at least 2 pieces" in rows_errors(refused, "components")[0]["quantity"][0]
    two = [part(("product", tea), quantity=2)]
    assert post(client, two, reward="cheapest_free").status_code == 302


@pytest.mark.parametrize(
    ("currency", "amount", "said"),
    [
        ("USD", "1.234", "USD has at most 2 digits after the point."),
        ("JPY", "1.5", "JPY has no digits after the point."),
        ("KWD", "1.2345", "Ensure that there are no more than 3 decimal places."),
        ("USD", "0", "This must be more than 0."),
        ("USD", "-1", "This must be more than 0."),
        ("XQZ", "1", "“XQZ” is no currency. Give a code of three letters, such as EUR."),
        ("dollars", "1", "“dollars” is no currency. Give a code of three letters, such as EUR."),
    ],
)
def test_amounts_that_cannot_be(client: Client, currency: str, amount: str, said: str) -> None:
    rows = [part(("product", make_product()))]

    refused = post(client, rows, {currency: amount}, reward="amount_off")

    assert said in str(rows_errors(refused, "amounts"))
    assert not Bundle.objects.exists()


def test_amounts_in_several_currencies_each_once(client: Client) -> None:
    rows = [part(("product", make_product()))]

    assert (
        "give one for each currency"
        in set_errors(post(client, rows, reward="amount_off"), "amounts")[0]
    )
    saved = post(client, rows, {"usd": "1.50", "JPY": "200", "KWD": "0.455"}, reward="amount_off")

    assert saved.status_code == 302
    amounts = Bundle.objects.get().amounts.order_by("currency")
    assert list(amounts.values_list("currency", "amount")) == [
        ("JPY", 200), ("KWD", Decimal("0.455")), ("USD", Decimal("1.5")),
    ]  # fmt: skip


def test_amounts_go_with_the_reward_that_needed_them(client: Client) -> None:
    bundle = make_bundle(make_product(), reward="amount_off", amounts={"USD": "1.00"})
    url = reverse("admin:crosssell_bundle_change", args=(bundle.pk,))
    component, amount = bundle.components.get(), bundle.amounts.get()
    form = bundle_form([part(("product", component.targets.get().target))], {"USD": "broken"})
    form |= {"components-INITIAL_FORMS": "1", "amounts-INITIAL_FORMS": "1"}
    form |= {"components-0-id": component.pk, "amounts-0-id": amount.pk, "slug": bundle.slug}

    assert client.post(url, form).status_code == 302

    assert not bundle.amounts.exists()


def test_a_budget_is_in_the_shops_currency_unless_said(client: Client) -> None:
    rows = [part(("product", make_product()))]

    refused = post(client, rows, budget="0.001")
    assert errors_of(refused)["budget"] == ["USD has at most 2 digits after the point."]
    assert errors_of(post(client, rows, budget="0"))["budget"] == [
        "A budget of 0 gives nothing. Leave it empty for none."
    ]
    assert post(client, rows, budget="50").status_code == 302
    assert post(client, rows, name="B", budget_currency="EUR").status_code == 302

    found = Bundle.objects.order_by("pk").values_list("budget", "budget_currency")
    assert list(found) == [(Decimal(50), "USD"), (None, "")]


def test_dates_and_name(client: Client) -> None:
    get_model("offer", "ConditionalOffer").objects.create(
        name="Summer sale",
        condition=get_model("offer", "Condition").objects.create(type="Count", value=1),
        benefit=get_model("offer", "Benefit").objects.create(type="Percentage", value=5),
    )
    make_bundle(make_product(), name="Taken", slug="tea-set")
    rows = [part(("product", make_product()))]
    late = {"starts_at_0": "2026-06-02", "starts_at_1": "10:00:00"}
    early = {"ends_at_0": "2026-06-01", "ends_at_1": "10:00:00"}

    assert errors_of(post(client, rows, name="Summer sale"))["name"] == [
        "One of the shop's offers is called so already. Choose another name."
    ]
    assert errors_of(post(client, rows, **late, **early))["ends_at"] == [
        "This must be later than “From”."
    ]
    assert "already exists" in errors_of(post(client, rows, name="Taken"))["name"][0]
    assert post(client, rows, name="Tea set!").status_code == 302
    assert Bundle.objects.get(name="Tea set!").slug == "tea-set-2"
    assert post(client, rows, name="紅茶").status_code == 302
    assert Bundle.objects.get(name="紅茶").slug == "bundle"
