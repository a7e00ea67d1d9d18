"""Rules in admin: forms, sentences, copies, switches, history."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from crosssell.models import Rule
from tests.merchant import errors_of, messages_of, rule_form, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_rule_add")
LIST = reverse("admin:crosssell_rule_changelist")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def change(rule: Rule) -> str:
    return reverse("admin:crosssell_rule_change", args=(rule.pk,))


def with_rows(prefix: str, *rows: dict[str, Any], first: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": str(len(rows)),
        f"{prefix}-INITIAL_FORMS": str(first),
    }
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_rule_is_saved_with_its_conditions_and_filters(client: Client) -> None:
    cheese = make_category("Cheese")
    data = rule_form(
        **with_rows(
            "conditions",
            {"code": "in_category", "args-in_category-categories": [cheese.pk]},
            {"code": "basket_total", "negate": "on", "args-basket_total-at_least": "20.50"},
            {"code": ""},
        ),
        **with_rows("filters", {"code": "owned_already"}),
    )

    assert client.post(ADD, data).status_code == 302

    rule = Rule.objects.get()
    assert (rule.strategy, rule.args) == ("bestsellers", {"window": 28, "of": "shop"})
    first, second = rule.conditions.all()
    assert (first.code, first.negate) == ("in_category", False)
    assert first.args == {"categories": [cheese.pk]}
    assert (second.code, second.negate, second.args["at_least"]) == ("basket_total", True, "20.50")
    assert [(row.code, row.args) for row in rule.filters.all()] == [("owned_already", {})]
    listed = client.get(LIST).content.decode()
    assert (
        "When the page is in Cheese and not: the basket is at least $20.50"
        ": show bestsellers, but never bought before by the customer." in listed
    )


def test_a_rule_that_only_keeps_out_reads_as_a_sentence(client: Client) -> None:
    Rule.objects.create(name="A", strategy="matrix").filters.create(code="owned_already")
    many = Rule.objects.create(name="B", strategy="matrix")
    ids = [make_category(f"C{number}").pk for number in range(5)]
    many.conditions.create(code="in_category", args={"categories": [*ids, 999_999]})

    listed = client.get(LIST).content.decode()

    assert (
        "Always show companions from the matrix, but never bought before by the customer." in listed
    )
    assert "When the page is in C0 or C1 or C2 and 3 more: show companions" in listed


def test_changing_the_strategy_forgets_the_args_of_the_old_one(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="bestsellers", args={"window": 90})

    client.post(change(rule), rule_form(name="A", strategy="matrix"))

    rule.refresh_from_db()
    assert (rule.strategy, rule.args) == ("matrix", {})
    assert '"Settings"' in LogEntry.objects.latest("id").change_message


def test_an_unchanged_form_writes_no_change(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="bestsellers", args={"window": 90}, priority=10)

    client.post(change(rule), rule_form(name="A", **{"args-bestsellers-window": "90"}))

    assert LogEntry.objects.latest("id").change_message == "[]"


def test_the_form_holds_the_stored_settings(client: Client) -> None:
    cheese = make_category("Cheese")
    rule = Rule.objects.create(name="A", strategy="bestsellers", args={"window": 90})
    rule.conditions.create(code="in_category", args={"categories": [cheese.pk]})

    html = client.get(change(rule)).content.decode()

    assert '<option value="90" selected>Last 90 days</option>' in html
    assert f'<option value="{cheese.pk}" selected>Cheese</option>' in html
    # The settings of nothing else are in the page.
    assert "Settings of “New arrivals”" not in html


@pytest.mark.parametrize("code", ["nonsense", "", "bestsellers' OR 1=1"])
def test_an_unknown_strategy_is_refused(client: Client, code: str) -> None:
    errors = errors_of(client.post(ADD, rule_form(strategy=code)))

    if code:
        assert (
            "is not known here. Known: also_bought, bestsellers, bought_together"
            in errors["strategy"][0]
        )
    else:
        assert errors["strategy"] == ["This field is required."]
    assert not Rule.objects.exists()


def test_a_wrong_arg_is_refused_beside_its_field(client: Client) -> None:
    response = client.post(ADD, rule_form(**{"args-bestsellers-window": "29"}))

    assert errors_of(response)["window"] == [
        "Select a valid choice. 29 is not one of the available choices."
    ]
    assert errors_of(response)["args"] == ["Please mend the settings that are marked."]
    assert not Rule.objects.exists()


def test_a_wrong_arg_of_a_condition_saves_nothing(client: Client) -> None:
    data = with_rows("conditions", {"code": "basket_total", "args-basket_total-at_least": "-1"})

    response = client.post(ADD, rule_form(**data))

    assert b"Ensure this value is greater than or equal to 0." in response.content
    assert not Rule.objects.exists()


def test_more_conditions_than_a_rule_may_have_are_refused(client: Client) -> None:
    data = with_rows("conditions", {"code": "basket_total"}) | {"conditions-TOTAL_FORMS": "100000"}

    response = client.post(ADD, rule_form(**data))

    assert b"Please submit at most 20 forms." in response.content
    assert b"conditions-21-code" not in response.content
    assert not Rule.objects.exists()


def test_a_condition_that_could_never_hold_is_refused(client: Client) -> None:
    data = with_rows(
        "conditions", {"code": "basket_contains", "args-basket_contains-at_least": "1"}
    )

    response = client.post(ADD, rule_form(**data))

    assert b"Choose at least one of these: Products / Categories." in response.content
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("field", "from_", "until", "said"),
    [
        ("ends_at", "2026-06-02", "2026-06-01", "later than “From”"),
        ("ends_at", "2026-06-01", "2026-06-01", "later than “From”"),
        ("ends_at", "", "9999-12-31", "between the years 2000 and 2099"),
        ("starts_at", "0001-01-01", "", "between the years 2000 and 2099"),
    ],
)
def test_dates_are_checked(client: Client, field: str, from_: str, until: str, said: str) -> None:
    data = rule_form(starts_at_0=from_, starts_at_1="12:00", ends_at_0=until, ends_at_1="12:00")
    for name in ("starts_at", "ends_at"):
        if not data[f"{name}_0"]:
            data[f"{name}_1"] = ""

    assert said in errors_of(client.post(ADD, data))[field][0]


def test_a_copy_has_everything_is_off_and_has_a_name_of_its_own(client: Client) -> None:
    rule = Rule.objects.create(name="A" * 120, strategy="bestsellers", args={"window": 7})
    rule.conditions.create(code="basket_total", args={"at_least": "5"}, negate=True)
    rule.filters.create(code="in_basket")
    rule.fallbacks.create(code="new_arrivals", args={"days": 30}, position=3)
    rule.boosts.create(code="score", weight=-7)
    rule.pins.create(product=make_product("Tea"), position=2)
    action = {"action": "duplicate", "_selected_action": [rule.pk]}

    client.post(LIST, action)
    response = client.post(LIST, action)

    first, second = Rule.objects.exclude(pk=rule.pk).order_by("pk")
    assert first.name == "Copy of " + "A" * 112
    assert second.name == "Copy of " + "A" * 108 + " (2)"
    assert (first.active, first.args) == (False, {"window": 7})
    assert [(row.code, row.args, row.negate) for row in first.conditions.all()] == [
        ("basket_total", {"at_least": "5"}, True)
    ]
    assert [row.code for row in first.filters.all()] == ["in_basket"]
    assert first.fallbacks.values_list("code", "args", "position").get() == (
        "new_arrivals",
        {"days": 30},
        3,
    )
    assert first.boosts.values_list("code", "weight").get() == ("score", -7)
    assert first.pins.values_list("product__title", "position").get() == ("Tea", 2)
    assert rule.pins.count() == 1
    assert messages_of(response)[-1] == "1 copy made; it is off."


def test_rules_are_switched_together_and_it_is_noted(client: Client, merchant: Any) -> None:
    rules = [Rule.objects.create(name=name, strategy="matrix") for name in "AB"]
    action = {"action": "turn_off", "_selected_action": [rule.pk for rule in rules]}

    response = client.post(LIST, action)

    assert list(Rule.objects.values_list("active", flat=True)) == [False, False]
    assert messages_of(response) == ["2 rows turned off."]
    assert LogEntry.objects.filter(change_message="Turned off.", user=merchant).count() == 2
    assert (
        b"Turned off."
        in client.get(reverse("admin:crosssell_rule_history", args=(rules[0].pk,))).content
    )

    client.post(LIST, action | {"action": "turn_on"})
    assert list(Rule.objects.values_list("active", flat=True)) == [True, True]


def test_too_many_copies_at_once_are_refused(client: Client) -> None:
    rules = [Rule.objects.create(name=f"R{n}", strategy="matrix") for n in range(51)]

    response = client.post(
        LIST, {"action": "duplicate", "_selected_action": [rule.pk for rule in rules]}
    )

    assert messages_of(response) == ["Duplicate at most 50 at once."]
    assert Rule.objects.count() == 51


def test_a_plugin_that_is_gone_is_shown_and_must_be_replaced(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="gone", args={"x": 1})
    rule.conditions.create(code="gone_too")

    html = client.get(change(rule)).content.decode()
    errors = errors_of(client.post(change(rule), rule_form(strategy="gone")))

    assert "gone (not installed)" in html
    assert "“gone” is not known here" in errors["strategy"][0]
    assert b"Always show" not in client.get(LIST).content
    assert b"gone_too (not installed)" in client.get(LIST).content


def test_args_that_no_longer_fit_are_shown_to_be_mended(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="bestsellers", args={"window": 29})

    assert client.get(change(rule)).status_code == 200
    assert b"Always show bestsellers." in client.get(LIST).content


def test_the_number_of_queries_does_not_grow_with_the_rules(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    category = make_category()
    for number in range(30):
        rule = Rule.objects.create(name=f"R{number}", strategy="matrix")
        rule.conditions.create(code="in_category", args={"categories": [category.pk]})

    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_who_may_only_look_reads_rules_in_words(client: Client, merchant: Any) -> None:
    cheese = make_category("Cheese")
    rule = Rule.objects.create(name="A", strategy="bestsellers", args={"window": 90})
    rule.conditions.create(code="in_category", args={"categories": [cheese.pk]})
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))

    html = client.get(change(rule)).content.decode()

    assert "the page is in Cheese" in html
    assert "bestsellers of the last 90 days" in html
    assert "<select" not in html
    assert client.post(change(rule), rule_form()).status_code == 403
