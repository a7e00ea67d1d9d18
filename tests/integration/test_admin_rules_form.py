"""The page of a rule stays light, works without scripts, and refuses beside the field."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import registry
from crosssell.core.args import specs
from crosssell.models import Rule
from tests.merchant import errors_of, rule_form, sign_in
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_rule_add")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def change(rule: Rule) -> str:
    return reverse("admin:crosssell_rule_change", args=(rule.pk,))


def args(kind: str, code: str) -> str:
    return reverse("admin:crosssell_args", args=(kind, code))


def rows(prefix: str, *given: dict[str, Any]) -> dict[str, Any]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(given))}
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_rule_with_ten_conditions_is_a_light_page(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    ids = [make_category(f"C{number}").pk for number in range(10)]
    tea = make_product("Tea")
    rule = Rule.objects.create(name="A", strategy="bestsellers")
    for pk in ids:
        rule.conditions.create(
            code="basket_contains", args={"products": [tea.pk], "categories": [pk]}
        )
    rule.pins.create(product=tea, position=1)

    with django_assert_max_num_queries(36):
        response = client.get(change(rule))

    assert len(response.content) < 200_000
    assert response.content.decode().count("data-crosssell-code=") == 11


def test_saving_it_asks_little(client: Client, django_assert_max_num_queries: Any) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    given = {
        "code": "basket_contains",
        "args-basket_contains-products": [tea.pk],
        "args-basket_contains-categories": [food.pk],
        "args-basket_contains-at_least": "1",
    }

    with django_assert_max_num_queries(66):
        response = client.post(ADD, rule_form(**rows("conditions", *[given] * 10)))

    assert response.status_code == 302
    assert Rule.objects.get().conditions.count() == 10


def test_everything_is_saved(client: Client) -> None:
    tea = make_product("Tea")
    data = rule_form(
        stop="on",
        **rows(
            "fallbacks", {"code": "new_arrivals", "position": "5", "args-new_arrivals-days": "9"}
        ),
        **rows("boosts", {"code": registry.all_of("boosts")[0].code, "weight": "-100"}),
        **rows("pins", {"product": tea.pk, "position": "3"}),
    )
    data |= {
        f"boosts-0-args-{registry.all_of('boosts')[0].code}--shown": "1",
    }

    assert client.post(ADD, data).status_code == 302

    rule = Rule.objects.get()
    assert rule.stop
    assert rule.fallbacks.values_list("code", "args", "position").get() == (
        "new_arrivals", {"days": 9}, 5,
    )  # fmt: skip
    assert rule.boosts.get().weight == -100
    assert rule.pins.values_list("product_id", "position").get() == (tea.pk, 3)


def test_without_scripts_the_settings_come_before_anything_is_saved(client: Client) -> None:
    choose = rule_form(strategy="new_arrivals", **rows("conditions", {"code": "basket_total"}))

    response = client.post(ADD, choose | {"_continue": "1"})
    html = response.content.decode()

    assert errors_of(response)["args"] == [
        "Here are the settings of “New arrivals”. Look at them, then save."
    ]
    assert 'name="args-new_arrivals-days" value="60"' in html
    assert 'name="conditions-0-args-basket_total-at_least"' in html
    assert not Rule.objects.exists()

    filled = choose | {
        "args-new_arrivals-days": "5",
        "conditions-0-args-basket_total-at_least": "20",
        "conditions-0-args-basket_total--shown": "1",
    }
    assert client.post(ADD, filled).status_code == 302
    rule = Rule.objects.get()
    assert (rule.args, rule.conditions.get().args["at_least"]) == ({"days": 5}, "20")


def test_settings_of_another_choice_are_not_read(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="new_arrivals", args={"days": 5})

    response = client.post(change(rule), rule_form(strategy="bestsellers", **{
        "args-bestsellers-window": "90", "args-new_arrivals-days": "77",
    }))  # fmt: skip

    assert response.status_code == 302
    rule.refresh_from_db()
    assert rule.args["window"] == 90
    assert "days" not in rule.args


@pytest.mark.parametrize(
    ("prefix", "row", "said"),
    [
        ("boosts", {"code": "", "weight": "5"}, "This field is required."),
        ("boosts", {"code": "score", "weight": "0"}, "With a weight of 0 it changes nothing."),
        ("boosts", {"code": "score", "weight": "101"}, "less than or equal to 100"),
        ("boosts", {"code": "score", "weight": "-101"}, "greater than or equal to -100"),
        ("pins", {"product": "", "position": "2"}, "This field is required."),
        ("pins", {"product": "999999", "position": "1"}, "Select a valid choice."),
        ("pins", {"product": "1; DROP", "position": "1"}, "Select a valid choice."),
        ("fallbacks", {"code": "gone", "position": "1"}, "“gone” is not known here."),
        ("fallbacks", {"code": "matrix", "position": "40000"}, "less than or equal to"),
    ],
)
def test_a_wrong_row_is_refused_beside_its_field(
    client: Client, prefix: str, row: dict[str, str], said: str
) -> None:
    response = client.post(ADD, rule_form(**rows(prefix, row)))

    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Rule.objects.exists()


def test_a_place_holds_one_product(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    row = {"position": "1"}

    html = client.post(
        ADD, rule_form(**rows("pins", row | {"product": tea.pk}, row | {"product": milk.pk}))
    ).content.decode()
    twice = client.post(
        ADD,
        rule_form(**rows("pins", row | {"product": tea.pk}, {"product": tea.pk, "position": "2"})),
    )

    assert html.count("Another product is pinned to this place.") == 2
    assert twice.status_code == 200
    assert not Rule.objects.exists()


def test_a_variant_is_not_pinned(client: Client) -> None:
    _parent, (child,) = make_parent("Juice", {"Small": "1.00"})

    response = client.post(ADD, rule_form(**rows("pins", {"product": child.pk, "position": "1"})))

    assert b"Select a valid choice." in response.content


def test_choices_stand_under_what_they_look_at(client: Client) -> None:
    html = client.get(ADD).content.decode()

    for heading in ("The page", "The basket", "The order", "The customer", "The visit"):
        assert f'<optgroup label="{heading}">' in html
    start = html.index('<optgroup label="The customer">')
    assert '<option value="customer_group">' in html[start : html.index("</optgroup>", start)]
    assert '<optgroup label="The same for everybody">' in html


def test_the_settings_of_a_choice_are_loaded(client: Client) -> None:
    html = client.get(args("conditions", "in_category"), {"row": "conditions-3"}).content.decode()

    assert html.startswith('<fieldset class="crosssell-group" data-crosssell-code="in_category">')
    assert 'name="conditions-3-args-in_category-categories"' in html
    assert 'name="conditions-3-args-in_category--shown"' in html
    own = client.get(args("strategies", "new_arrivals")).content.decode()
    assert 'name="args-new_arrivals-days" value="60"' in own
    assert client.get(args("conditions", "signed_in")).content == b""
    assert client.get(args("widgets", "bought_together")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "code", "row"),
    [
        ("conditions", "gone", ""),
        ("rewards", "x", ""),
        ("conditions", "in_category", "<script>"),
        ("conditions", "in_category", "x-1\n"),
        ("conditions", "in_category", "conditions-99999"),
    ],
)
def test_what_is_not_there_is_not_found(client: Client, kind: str, code: str, row: str) -> None:
    assert client.get(args(kind, code), {"row": row}).status_code == 404


def test_the_settings_of_every_plugin_can_be_asked_for(client: Client) -> None:
    for kind in ("strategies", "conditions", "filters", "boosts", "widgets"):
        for plugin in registry.all_of(kind):
            response = client.get(args(kind, plugin.code))
            assert response.status_code == 200, plugin.code
            named = response.content.decode().count(f'name="args-{plugin.code}-')
            assert bool(named) == bool(specs(plugin.args)), plugin.code


def test_a_rule_with_as_many_rows_as_it_may_have_is_shown(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    for kind in ("conditions", "filters", "boosts"):
        for plugin in registry.all_of(kind)[:20]:
            getattr(rule, kind).create(code=plugin.code)

    response = client.get(change(rule))

    assert response.status_code == 200
    assert len(response.content) < 400_000


def test_the_delete_page_says_what_goes_with_the_rule(client: Client) -> None:
    rule = Rule.objects.create(name="Old", strategy="bestsellers")
    rule.conditions.create(code="basket_total", args={"at_least": "5"}, negate=True)
    rule.filters.create(code="vanished")
    rule.fallbacks.create(code="new_arrivals")
    rule.pins.create(product=make_product("Gouda"), position=3)

    page = client.get(reverse("admin:crosssell_rule_delete", args=(rule.pk,)))

    html = " ".join(page.content.decode().split())
    for said in (
        "Condition: not: Basket total",
        "Filter: vanished",
        "Fallback: New arrivals",
        "Pinned product: Place 3",
    ):
        assert f"<li>{said}</li>" in html
