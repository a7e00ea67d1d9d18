"""What is wrong with a file is said with its path, and then nothing is saved."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from crosssell import placements, transfer
from crosssell.models import MatrixEntry, Placement, Preference, Rule
from crosssell.transfer import reading
from tests.learned import place, rule
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
HEAD = {"format": "crosssell rules", "version": 1}
RULE = {"name": "A", "strategy": "matrix"}
PLACE = {"slot": "home.top", "title": "T", "rules": []}


def errors(**sections: Any) -> list[str]:
    return list(transfer.check(json.dumps(HEAD | sections).encode()).errors)


def of_rule(**fields: Any) -> list[str]:
    return errors(rules=[RULE | fields])


def of_placement(**fields: Any) -> list[str]:
    return errors(placements=[PLACE | fields])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": 3}, ".name: must be text"),
        ({"name": ""}, ".name: must not be empty"),
        ({"name": "x" * 121}, ".name: must have at most 120 characters; this has 121"),
        ({"priority": -1}, ".priority: must be a whole number from 0 to 32767"),
        ({"priority": 32768}, ".priority: must be a whole number from 0 to 32767"),
        ({"priority": True}, ".priority: must be a whole number from 0 to 32767"),
        ({"stop": 1}, ".stop: must be true or false"),
        (
            {"starts_at": "2026-12-24"},
            ".starts_at: must be a moment with its time zone, such as 2026-12-24T18:00:00+01:00, "
            "or null",
        ),
        (
            {"ends_at": 5},
            ".ends_at: must be a moment with its time zone, such as 2026-12-24T18:00:00+01:00, "
            "or null",
        ),
        (
            {"ends_at": "1999-12-31T23:00:00+00:00"},
            ".ends_at: must be between the years 2000 and 2099",
        ),
        (
            {"starts_at": "2026-12-24T18:00:00Z", "ends_at": "2026-12-24T19:00:00+01:00"},
            ".ends_at: must be later than starts_at",
        ),
        ({"args": []}, ".args: must be an object of names and values"),
        ({"args": {"top_up": True}}, ".args.top_up: is unknown; known: none"),
        ({"conditions": {}}, ".conditions: must be a list"),
        ({"conditions": ["on_product"]}, ".conditions[0]: must be an object of names and values"),
        ({"conditions": [{"args": {}}]}, ".conditions[0].code: is missing"),
        ({"filters": [{"code": "in_basket"}] * 201}, ".filters: must hold at most 200 entries"),
        (
            {"conditions": [{"code": "on_product", "args": {"products": ["T1", 5]}}]},
            ".conditions[0].args.products[1]: must be text, such as a UPC, a path or a name",
        ),
        (
            {"conditions": [{"code": "on_product", "args": {"products": "T1"}}]},
            ".conditions[0].args.products: must be a list",
        ),
        (
            {"conditions": [{"code": "on_product"}]},
            ".conditions[0].args.products: is missing",
        ),
        (
            {"conditions": [{"code": "on_product", "args": {"products": ["slug:none"]}}]},
            ".conditions[0].args.products[0]: no product has the slug none",
        ),
        (
            {"conditions": [{"code": "on_product", "args": {"products": ["gone:7"]}}]},
            ".conditions[0].args.products[0]: what stood here was deleted from the shop before "
            "the file was written; choose something else, or remove it",
        ),
        (
            {"conditions": [{"code": "in_category", "args": {"categories": ["none"]}}]},
            ".conditions[0].args.categories[0]: no category has the path none, such as "
            "food/cheese",
        ),
        (
            {"conditions": [{"code": "customer_group", "args": {"groups": ["VIP"]}}]},
            ".conditions[0].args.groups[0]: no customer group is called VIP",
        ),
        (
            {"conditions": [{"code": "shipping_country", "args": {"countries": ["XX"]}}]},
            ".conditions[0].args.countries[0]: no country has the code XX",
        ),
        (
            {"strategy": "random_from", "args": {"range": "None"}},
            ".args.range: no range is called None",
        ),
        (
            {"strategy": "bestsellers", "args": {"window": 5}},
            ".args.window: must be one of 7, 28, 90, 365",
        ),
        ({"boosts": [{"code": "score", "weight": 101}]},
         ".boosts[0].weight: must be a whole number from -100 to 100"),
        ({"boosts": [{"code": "score", "weight": 0}]},
         ".boosts[0].weight: with 0 it changes nothing; remove it"),
        ({"pins": [{"product": "T1", "position": 51}]},
         ".pins[0].position: must be a whole number from 1 to 50"),
        ({"pins": [{"position": 1}]}, ".pins[0].product: is missing"),
        ({"pins": [{"product": 1}]},
         ".pins[0].product: must be text, such as a UPC, a path or a name"),
    ],
)  # fmt: skip
def test_each_error_of_a_rule_has_its_path(fields: dict[str, Any], words: str) -> None:
    get_model("catalogue", "Product").objects.filter(pk=make_product().pk).update(upc="T1")
    assert of_rule(**fields) == [f"rules[0]{words}"]
    assert Rule.objects.count() == 0


def test_a_product_that_is_not_there_is_named_with_its_place() -> None:
    tea = make_product("Tea")
    broken = RULE | {
        "name": "D",
        "conditions": [{"code": "on_product", "args": {"products": [tea.upc, "X"]}}],
    }
    rules = [RULE | {"name": name} for name in "ABC"] + [broken]
    assert errors(rules=rules) == [
        "rules[3].conditions[0].args.products[1]: no product has the UPC X"
    ]


def test_every_error_is_told_and_nothing_is_saved() -> None:
    data = HEAD | {
        "rules": [RULE, RULE | {"name": "B", "colour": "red", "strategy": "gone"}],
        "placements": [PLACE | {"slot": "nowhere", "rules": ["A", "Z", "A"]}],
    }
    with pytest.raises(transfer.CannotImport) as refused:
        transfer.import_rules(json.dumps(data).encode())
    found = refused.value.errors
    assert found[1].startswith("rules[1].colour: is unknown; known: name, conditions, strategy,")
    assert found[0].startswith(
        "rules[1].strategy: There is no strategy with the code 'gone'; registered:"
    )
    assert found[2:] == [
        "placements[0].slot: no slot is called nowhere",
        "placements[0].rules[1]: no rule is called Z, in the file or in the shop",
        "placements[0].rules[2]: stands here twice",
    ]
    assert Rule.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"min_items": 5}, ".max_items: must be at least min_items (5)"),
        ({"layout": "round"}, ".layout: must be one of grid, list, carousel, compact"),
        ({"slot": ""}, ".slot: must not be empty"),
        ({"rules": [["A"]]}, ".rules[0]: no rule is called ['A'], in the file or in the shop"),
        ({"max_items": 51}, ".max_items: must be a whole number from 1 to 50"),
        (
            {"widget": "bought_together", "args": {"partners": 2}, "min_items": 3},
            ".min_items: this widget shows at most 2, so it would never be shown",
        ),
    ],
)
def test_each_error_of_a_placement_has_its_path(fields: dict[str, Any], words: str) -> None:
    assert of_placement(**fields) == [f"placements[0]{words}"]


def test_a_widget_that_takes_no_rules_gets_none() -> None:
    rule(name="A")
    found = of_placement(widget="bought_together", rules=["A"])
    assert found == ["placements[0].rules: the widget bought_together takes no rules"]
    assert errors(placements=[{"title": "T"}]) == ["placements[0].slot: is missing"]


def test_a_stored_row_of_a_plugin_that_is_gone_is_not_imported_again() -> None:
    place(rule("gone", {"a": 1}, name="G"), widget="vanished", title="V")
    text = transfer.export()
    assert '"a": 1' in text
    found = transfer.check(text.encode()).errors
    assert found[0].startswith("rules[0].strategy: There is no strategy with the code 'gone'")
    assert found[1].startswith("placements[0].widget: There is no widget with the code 'vanished'")
    (error,) = errors(rules=[{"name": "G", "priority": 3}])
    assert error.startswith("rules[0].strategy: There is no strategy with the code 'gone'")


def test_what_was_deleted_is_written_as_gone_and_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tea = make_product("Tea")
    rule(name="A", filters=[("excluded_products", {"products": [tea.pk]})])
    tea.delete()
    text = transfer.export()
    assert transfer.gone(text) == 1
    call_command("crosssell_export")
    printed = capsys.readouterr()
    assert printed.out == text
    assert printed.err.startswith("1 products, categories or the like that rules name are not ")
    (error,) = transfer.check(text.encode()).errors
    assert error.startswith("rules[0].filters[0].args.products[0]: what stood here was deleted")


def test_pins_preferences_and_matrix_hold_each_product_once() -> None:
    tea, jam, food = make_product("Tea"), make_product("Jam"), make_category("Food")
    pins = [
        {"product": tea.upc, "position": 1},
        {"product": tea.upc, "position": 2},
        {"product": jam.upc, "position": 2},
    ]
    word = {"product": tea.upc, "never": True}
    row = {"main_product": tea.upc, "companion_category": "food"}
    assert errors(
        rules=[RULE | {"pins": pins}, RULE],
        preferences=[word, word, {"never": True}],
        matrix=[
            row, row, {"main_product": tea.upc, "companion_product": tea.upc},
            {"main_product": tea.upc}, row | {"main_category": "food"},
        ],
    ) == [
        "rules[0].pins[1].product: this product is pinned already",
        "rules[0].pins[2].position: another product is pinned to this place",
        "rules[1]: this is in the file twice: see rules[0]",
        "preferences[1]: this is in the file twice: see preferences[0]",
        "preferences[2].product: is missing",
        "matrix[1]: this is in the file twice: see matrix[0]",
        "matrix[2].companion_product: a product cannot be its own companion",
        "matrix[3]: give companion_product or companion_category, and not both",
        "matrix[4]: give main_product or main_category, and not both",
    ]  # fmt: skip
    assert food.pk
    assert not Preference.objects.exists()
    assert not MatrixEntry.objects.exists()


def test_long_lists_and_long_lists_of_errors_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(errors(rules=[5] * 1_000)) == reading.MAX_ERRORS
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    assert errors(rules=[RULE] * 3, extra=[], preferences="x") == [
        "extra: is unknown; known: format, version, rules, placements, preferences, matrix",
        "rules: must hold at most 2 entries. Split the file and import the parts.",
        "preferences: must be a list",
    ]


def test_an_import_is_live_at_once_and_a_failing_one_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    data = HEAD | {
        "rules": [RULE | {"strategy": "bestsellers"}],
        "placements": [PLACE | {"rules": ["A"]}],
    }
    assert placements.current().by_slot.get("home.top", ()) == ()
    with django_capture_on_commit_callbacks(execute=True):
        transfer.import_rules(json.dumps(data).encode())
    (view,) = placements.current().by_slot["home.top"]
    assert [one.name for one in view.rules] == ["A"]
    plan = transfer.check(json.dumps(HEAD | {"rules": [RULE | {"name": "B"}, RULE]}).encode())
    rule(name="B")
    with pytest.raises(transfer.CannotImport, match="changed by somebody else meanwhile"):
        transfer.save_plan(plan)
    assert Rule.objects.get(name="A").strategy == "bestsellers"
    assert Placement.objects.count() == 1
