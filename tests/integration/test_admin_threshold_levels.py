"""Where to put a threshold, in admin: figures in words, a suggestion with reasons, one click."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.oscar import order_values
from tests.laddered import make_threshold, tier
from tests.merchant import sign_in
from tests.shopdata import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:crosssell_threshold_levels")
Order = get_model("order", "Order")
# 30 orders of 10.00, 20 of 20.00 and 10 of 40.00, of which those of 40.00 paid 5.90 for shipping.
SHOP = (("10.00", 30, "0.00"), ("20.00", 20, "0.00"), ("40.00", 10, "5.90"))


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def sell(*groups: tuple[str, int, str], currency: str = "USD") -> None:
    """Orders of yesterday: what they came to, how many, and what each paid for shipping."""
    placed = timezone.now() - timedelta(days=1)
    for worth, times, shipping in groups:
        total, charge = Decimal(worth) + Decimal(shipping), Decimal(shipping)
        Order.objects.bulk_create(
            Order(
                number=f"{currency}-{worth}-{place}", currency=currency, status="Complete",
                total_incl_tax=total, total_excl_tax=total, shipping_incl_tax=charge,
                shipping_excl_tax=charge, date_placed=placed,
            )
            for place in range(times)
        )  # fmt: skip


def row(answer: Any, amount: str) -> Any:
    return next(one for one in answer.context["told"].levels if one.amount == amount)


def test_the_page_says_what_orders_came_to(client: Client) -> None:
    sell(*SHOP)
    answer = client.get(PAGE)
    said = answer.context["told"]
    assert said.said.startswith("60 orders in USD from ")
    assert said.middle == (
        "The order in the middle came to $10.00, the mean is $18.33. A common rule of thumb, "
        "15 to 30 % above the mean, would be $21.07 to $23.82."
    )
    filled = [one for one in said.bars if one[1] != "0"]
    assert filled == [
        ("$10.00 to below $15.00", "30", "50.0 %"),
        ("$20.00 to below $25.00", "20", "33.3 %"),
        ("$40.00 to below $45.00", "10", "16.7 %"),
    ]
    html = answer.content.decode()
    assert 'role="img" aria-labelledby="crosssell-values-title crosssell-values-desc"' in html
    assert "$10.00 to below $15.00: 50.0 %; " in html


def test_free_shipping_costs_what_was_paid_for_it(client: Client) -> None:
    sell(*SHOP)
    answer = client.get(PAGE)
    found = row(answer, "$20.00")
    assert (found.reached, found.near, found.cost) == ("30 (50.0 %)", "0 (0.0 %)", "$59.00")
    assert row(answer, "$12.50").near == "30 (50.0 %)"
    assert row(answer, "$42.50").cost == "$0.00"
    assert answer.context["told"].pays_known is False


def test_the_suggestion_says_why(client: Client) -> None:
    sell(*SHOP)
    said = client.get(PAGE).context["told"]
    assert said.best == "$12.50"
    assert said.best_reasons == (
        "Of the round amounts above the order in the middle it has most orders within reach: "
        "30 (50.0 %) came to 70 % of it or more, and lack $2.50 on average.",
        "30 orders (50.0 %) reach it as they are. On them the reward would have cost $59.00.",
    )


@pytest.mark.parametrize(
    ("sent", "cost"),
    [
        ({"reward": "percent", "how_much": "5.5"}, "$44.00"),
        ({"reward": "amount", "how_much": "3"}, "$90.00"),
        ({"reward": "gift", "how_much": "2.25"}, "$67.50"),
        ({"reward": "shipping", "how_much": "4"}, "$120.00"),
    ],
)
def test_what_other_rewards_would_have_cost(
    client: Client, sent: dict[str, str], cost: str
) -> None:
    sell(*SHOP)
    assert row(client.get(PAGE, sent), "$20.00").cost == cost


def test_within_reach_is_what_the_merchant_says(client: Client) -> None:
    sell(*SHOP)
    assert row(client.get(PAGE, {"within": "50"}), "$20.00").near == "30 (50.0 %)"
    assert row(client.get(PAGE, {"within": "51"}), "$20.00").near == "0 (0.0 %)"


def test_it_says_which_share_must_add_something(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell(*SHOP)
    margin = order_values.Margin(Decimal("0.4"), Decimal(1), Decimal("0.9"))
    known = order_values.Margin(*map(order_values.Fraction, margin))
    monkeypatch.setattr(order_values, "margin", lambda *_: known)
    answer = client.get(PAGE, {"reward": "gift", "how_much": "0.50"})
    # 30 gifts cost 15.00; 30 orders lack 2.50, of which 1.00 is margin and 0.50 goes for the gift.
    assert row(answer, "$12.50").pays == "100.0 %"
    assert answer.context["told"].best_reasons[-1] == (
        "It pays for itself where 100.0 % of the orders within reach add what they lack, with your "
        "margin of 40.0 % on what is added."
    )
    dear = client.get(PAGE, {"reward": "gift", "how_much": "0.51"})
    assert row(dear, "$12.50").pays == "not even all"
    assert "does not pay for itself" in dear.context["told"].best_reasons[-1]
    assert any("90.0 % of sales" in one for one in dear.context["told"].known)


def test_currencies_are_looked_at_apart(client: Client) -> None:
    sell(*SHOP)
    sell(("980", 70, "0"), currency="JPY")
    assert client.get(PAGE).context["told"].said.startswith("60 orders in USD")
    yen = client.get(PAGE, {"currency": "JPY", "reward": "amount", "how_much": "100"})
    assert yen.context["told"].middle.startswith("The order in the middle came to ¥980,")
    assert row(yen, "¥900").cost == "¥7,000"


def test_few_orders_and_orders_that_paid_no_shipping_are_said(client: Client) -> None:
    sell(("10.00", 49, "0.00"))
    said = client.get(PAGE).context["told"]
    assert said.best == ""
    assert [one.split(":")[0] for one in said.warnings] == [
        "These are too few orders",
        "None of these orders paid for shipping, so free shipping seems to cost nothing. Say under "
        "“How much” what sending an order costs you.",
    ]
    sell(("11.00", 1, "0.00"))
    assert client.get(PAGE).context["told"].best == "$12.00"
    own = client.get(PAGE, {"how_much": "4"}).context["told"].warnings
    assert own == ()
    sell(("12.00", 3, "1.00"))
    assert client.get(PAGE).context["told"].warnings == ()


def test_a_threshold_that_is_on_is_said(client: Client) -> None:
    sell(*SHOP)
    made = make_threshold(tier("20"))
    assert "A threshold is on now." in client.get(PAGE).content.decode()
    made.active = False
    made.save()
    assert "A threshold is on now." not in client.get(PAGE).content.decode()


def test_an_empty_shop_is_told_so(client: Client) -> None:
    answer = client.get(PAGE)
    assert answer.context["told"].said.startswith("There is no order in USD from ")
    assert (answer.context["told"].levels, answer.context["told"].warnings) == ((), ())


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"days": "0"}, "days"),
        ({"days": "99999999999999999999"}, "days"),
        ({"within": "100"}, "within"),
        ({"currency": "<script>"}, "currency"),
        ({"currency": "\x00"}, "currency"),
        ({"reward": "all"}, "reward"),
        ({"reward": "percent"}, "how_much"),
        ({"reward": "percent", "how_much": "100.01"}, "how_much"),
        ({"reward": "percent", "how_much": "NaN"}, "how_much"),
        ({"reward": "amount", "how_much": "1e400"}, "how_much"),
        ({"reward": "gift", "how_much": "-1"}, "how_much"),
        ({"how_much": "0.001"}, "how_much"),
    ],
)
def test_wrong_questions_are_marked_and_the_usual_ones_answered(
    client: Client, sent: dict[str, str], wrong: str
) -> None:
    sell(*SHOP)
    answer = client.get(PAGE, sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {wrong}
    assert row(answer, "$20.00").reached == "30 (50.0 %)"
    assert row(answer, "$20.00").cost == "–"
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_it_asks_little_however_many_orders_there_are(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len([one for one in captured if '"order_' in one["sql"]])

    sell(*SHOP)
    few = queries()
    sell(*((f"{worth}.50", 5, "2.00") for worth in range(1, 90)))
    assert queries() == few == 4


def test_one_click_begins_a_threshold(client: Client) -> None:
    sell(*SHOP)
    answer = client.get(PAGE, {"reward": "percent", "how_much": "7.5"})
    url = row(answer, "$20.00").url
    assert url.startswith(reverse("admin:crosssell_threshold_add"))
    assert url.replace("&", "&amp;") in answer.content.decode()
    page = client.get(url)
    form = page.context["adminform"].form
    assert form["name"].value() == "From $20.00"
    first, second = page.context["inline_admin_formsets"][0].formset.forms[:2]
    assert first["amounts"].value() == {"USD": (Decimal("20.00"), None)}
    assert first["reward"].value() == "percent"
    assert first.group["percent"].value() == Decimal("7.50")
    assert not second["amounts"].value()


@pytest.mark.parametrize(
    "sent",
    [
        {"tier_from": "NaN", "tier_currency": "USD"},
        {"tier_from": "-1", "tier_currency": "USD"},
        {"tier_from": "1e99", "tier_currency": "USD"},
        {"tier_from": "20", "tier_currency": "<b>"},
        {"tier_from": "20.005", "tier_currency": "USD"},
        {"tier_currency": "USD"},
    ],
)
def test_a_wrong_address_fills_in_nothing(client: Client, sent: dict[str, str]) -> None:
    page = client.get(reverse("admin:crosssell_threshold_add"), sent)
    assert page.status_code == 200
    first = page.context["inline_admin_formsets"][0].formset.forms[0]
    assert not first["amounts"].value()


def test_only_who_may_see_thresholds_sees_it(client: Client) -> None:
    sell(*SHOP)
    clerk = make_user("clerk@example.com", is_staff=True)
    client.login(username="clerk@example.com", password=PASSWORD)
    clerk.user_permissions.set([Permission.objects.get(codename="view_bundle")])
    assert client.get(PAGE).status_code == 403
    clerk.user_permissions.set([Permission.objects.get(codename="view_threshold")])
    page = client.get(PAGE)
    assert page.status_code == 200
    assert reverse("admin:crosssell_threshold_add") not in page.content.decode()
    assert client.post(PAGE).status_code == 405


def test_the_page_is_linked(client: Client) -> None:
    made = make_threshold(tier("20"))
    for url in (
        reverse("admin:crosssell_threshold_changelist"),
        reverse("admin:crosssell_threshold_change", args=(made.pk,)),
        reverse("admin:app_list", args=("crosssell",)),
    ):
        assert PAGE in client.get(url).content.decode()
