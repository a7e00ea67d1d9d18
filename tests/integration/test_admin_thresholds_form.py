"""The form of a threshold: what it saves, and what it refuses, with the mend."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client, override_settings
from django.urls import reverse

from crosssell.models import Threshold
from tests.bundleforms import rows_errors, set_errors
from tests.merchant import errors_of, sign_in
from tests.shopdata import make_category, make_country, make_parent, make_product
from tests.thresholdforms import threshold_form, tier_row

pytestmark = pytest.mark.django_db
ADD = "admin:crosssell_threshold_add"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def post(client: Client, *args: Any, **changes: Any) -> Any:
    return client.post(reverse(ADD), threshold_form(*args, **changes))


def test_everything_that_is_filled_in_is_saved(client: Client) -> None:
    cup, tea, food = make_product("Cup"), make_product("Tea"), make_category("Food")
    group, country = Group.objects.create(name="Friends"), make_country()

    sent = post(
        client,
        [
            tier_row({"USD": "60.00", "EUR": "55"}, "amount_off", own={"USD": "5", "EUR": "4.50"}),
            tier_row("35", args={"methods": ["express"], "countries": [country.pk]}, label="Post"),
            tier_row("90", "gift_of_choice", gifts=[tea, cup]),
            tier_row("100", "voucher_percent"),
            tier_row("110", "percent", {"percent": "2.5"}),
            tier_row("120", "message", label="Thank you", decorative="on"),
            tier_row("130", "voucher_amount", own="7.50"),
        ],
        [{"language": "", "progress": "{gap} to {reward}"}],
        group=str(group.pk),
        countries=[country.pk],
        not_categories=[food.pk],
        not_products=[tea.pk],
        adds_up="on",
        with_offers="",
    )

    assert sent.status_code == 302
    row = Threshold.objects.get()
    assert (row.group, list(row.countries.all()), row.adds_up) == (group, [country], True)
    assert (row.with_bundles, row.with_offers, row.with_vouchers) == (True, False, True)
    assert set(row.uncounted.values_list("kind", "target")) == {
        ("category", food.pk), ("product", tea.pk),
    }  # fmt: skip
    assert list(row.texts.values_list("language", "initial", "progress")) == [
        ("", "", "{gap} to {reward}")
    ]
    tiers = list(row.tiers.all())
    assert [(one.reward, one.position, one.decorative) for one in tiers] == [
        ("free_shipping", 10, False), ("amount_off", 20, False), ("gift_of_choice", 30, False),
        ("voucher_percent", 40, False), ("percent", 50, False), ("message", 60, True),
        ("voucher_amount", 70, False),
    ]  # fmt: skip
    assert tiers[0].args == {"methods": ["express"], "countries": [country.pk]}
    assert tiers[0].label == "Post"
    assert set(tiers[1].amounts.values_list("currency", "at_least", "amount")) == {
        ("USD", Decimal(60), Decimal(5)), ("EUR", Decimal(55), Decimal("4.5")),
    }  # fmt: skip
    assert list(tiers[2].gifts.values_list("product", flat=True)) == [tea.pk, cup.pk]
    assert tiers[3].args == {"percent": "10", "days": 60}
    assert tiers[4].args == {"percent": "2.5"}
    assert (tiers[6].args, tiers[6].amounts.get().amount) == ({"days": 60}, Decimal("7.5"))


def test_a_threshold_without_tiers_is_refused(client: Client) -> None:
    refused = post(client, [])

    assert set_errors(refused, "tiers") == [
        "Add at least one tier: from which amount on, and what it gives."
    ]
    assert not Threshold.objects.exists()


NEEDED = "Say from which amount on: give one for each currency of the shop."
TOO_MUCH = (
    "USD: $40.00 off is more than the $35.00 from which on it is given. Give less, or begin later."
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (tier_row(""), NEEDED),
        (tier_row("0"), "USD: This must be more than 0."),
        (tier_row("-5"), "USD: This must be more than 0."),
        (tier_row("1.234"), "USD: USD has at most 2 digits after the point."),
        (tier_row("many"), "USD: Enter a number."),
        (tier_row("1e400"), "USD: Ensure that there are no more than 14 digits in total."),
        (tier_row({"JPY": "10.5"}), "JPY: JPY has no digits after the point."),
        (tier_row({"XQZ": "1"}), "XQZ: “XQZ” is no currency. Give a code of three letters"),
        (tier_row("", own="5", reward="amount_off"), "USD: Say from which amount on, or empty"),
        (tier_row("35", "amount_off"), "USD: “Amount off the order” needs an amount of its own."),
        (tier_row("35", "amount_off", own="40"), TOO_MUCH),
        (tier_row({"USD": "35", "EUR": "30"}, "amount_off", own="5"), "EUR: “Amount off the"),
        (tier_row("35", "voucher_amount"), "needs an amount of its own. Say how much it is."),
    ],
)
def test_amounts_that_cannot_be(client: Client, row: dict[str, Any], said: str) -> None:
    refused = post(client, [row])

    assert said in str(rows_errors(refused, "tiers")[0]["amounts"])
    assert not Threshold.objects.exists()


def test_another_currency_is_typed(client: Client) -> None:
    new = {"amounts-new-currency": "chf", "amounts-new-from": "40"}
    without = tier_row("35") | {"amounts-new-from": "40"}

    assert post(client, [tier_row("35") | new]).status_code == 302
    assert set(Threshold.objects.get().tiers.get().amounts.values_list("currency", "at_least")) == {
        ("USD", Decimal(35)), ("CHF", Decimal(40)),
    }  # fmt: skip
    assert "Another currency: Say which" in str(
        rows_errors(post(client, [without], name="B"), "tiers")[0]["amounts"]
    )


def test_two_tiers_do_not_begin_at_the_same_amount(client: Client) -> None:
    rows = [tier_row({"USD": "35", "EUR": "30"}), tier_row({"USD": "40", "EUR": "30.00"})]

    refused = post(client, rows)

    assert rows_errors(refused, "tiers") == [
        {},
        {"amounts": ["Another tier begins at €30.00 already. Let one begin later, or remove one."]},
    ]
    assert not Threshold.objects.exists()


def test_percent_is_100_at_most(client: Client) -> None:
    refused = post(client, [tier_row("35", "percent", {"percent": "101"})])

    (form,) = [
        one.formset.forms[0]
        for one in refused.context["inline_admin_formsets"]
        if one.formset.prefix == "tiers"
    ]
    assert form.group.errors["percent"] == ["Ensure this value is less than or equal to 100."]


def test_gifts_are_products_that_are_sold(client: Client) -> None:
    shirt, (small, _large) = make_parent("Shirt", {"Small": "9", "Large": "10"})

    def said(*args: Any, **fields: Any) -> str:
        return str(rows_errors(post(client, [tier_row("35", *args, **fields)]), "tiers")[0])

    assert "Choose what the shopper gets: at least one product." in said("gift_of_choice")
    assert "“Shirt” has variants, so it cannot be given. Choose one of these." in said(
        "gift_of_choice", gifts=[small, shirt]
    )
    assert "There is nothing with the number 99999" in said("gift_of_choice", gifts=["99999"])
    assert "Only the reward “Gift” gives products. Remove them" in said("percent", gifts=[small])
    assert not Threshold.objects.exists()
    only_shown = tier_row("35", "gift_of_choice", decorative="on")
    assert post(client, [only_shown]).status_code == 302


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Only {missing} to {reward}",
            "{missing} is not known. There are: {gap}, {reward}, {amount}, {total}.",
        ),
        ("Only {} to go", "{} is not known."),
        ("Only {gap to go", "A curly bracket stands alone."),
        ("a\u202eb", "invisible character U+202E"),
    ],
)
def test_placeholders_are_checked(client: Client, text: str, said: str) -> None:
    refused = post(client, [tier_row()], [{"language": "", "reached": text}])

    assert said in rows_errors(refused, "texts")[0]["reached"][0]
    assert not Threshold.objects.exists()


@override_settings(LANGUAGES=[("en", "English"), ("de", "German")])
def test_a_language_has_texts_and_has_them_once(client: Client) -> None:
    empty = post(client, [tier_row()], [{"language": "de"}])
    twice = post(client, [tier_row()], [{"language": "de", "initial": "A"}] * 2)
    unknown = post(client, [tier_row()], [{"language": "xx", "initial": "A"}])

    assert rows_errors(empty, "texts")[0]["progress"] == [
        "Write at least one text, or remove the language."
    ]
    assert "language" in str(set_errors(twice, "texts")) + str(rows_errors(twice, "texts"))
    assert "xx is not one of the available choices" in str(rows_errors(unknown, "texts"))
    assert not Threshold.objects.exists()


def test_dates_and_name(client: Client) -> None:
    Threshold.objects.create(name="Taken")
    late = {"starts_at_0": "2026-06-02", "starts_at_1": "10:00:00"}
    early = {"ends_at_0": "2026-06-01", "ends_at_1": "10:00:00"}

    assert errors_of(post(client, [tier_row()], **late, **early))["ends_at"] == [
        "This must be later than “From”."
    ]
    assert "already exists" in errors_of(post(client, [tier_row()], name="Taken"))["name"][0]
    assert "There is nothing with the code QQ" in str(
        errors_of(post(client, [tier_row()], countries=["QQ"]))
    )
    assert Threshold.objects.count() == 1


def test_shipping_methods_are_those_of_the_shop_or_typed(client: Client) -> None:
    url = reverse("admin:crosssell_lookup", args=("shipping_method",))

    assert client.get(url).json()["results"] == [
        {"id": "standard", "text": "Standard delivery"},
        {"id": "express", "text": "Express delivery"},
    ]
    assert client.get(url, {"term": "bike"}).json()["results"] == []
    assert post(client, [tier_row(args={"methods": [" bike "]})]).status_code == 302
    assert Threshold.objects.get().tiers.get().args["methods"] == ["bike"]
