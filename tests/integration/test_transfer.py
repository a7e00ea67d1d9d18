"""Rules as data: the same rows give the same bytes, and come back as they were."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from oscar.core.loading import get_model

from crosssell import transfer
from crosssell.models import MatrixEntry, Placement, Preference, Rule
from tests.learned import place, rule
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
SOON = datetime(2026, 12, 24, 18, tzinfo=UTC)


@pytest.fixture
def shop() -> dict[str, Any]:
    """A rule of every part, one that is in two placements, preferences and a matrix."""
    food = make_category("Food")
    cheese = make_category("Cheese", food)
    tea, jam = make_product("Tea"), make_product("Jam")
    get_model("catalogue", "Product").objects.filter(pk=jam.pk).update(upc=None)
    range_ = get_model("offer", "Range").objects.create(name="Winter")
    group = Group.objects.create(name="Trade")
    full = rule(
        "random_from",
        {"range": range_.pk},
        name="Full",
        priority=7,
        stop=True,
        reason="Because",
        starts_at=SOON,
        conditions=[
            ("in_category", {"categories": [cheese.pk, food.pk]}),
            ("customer_group", {"groups": [group.pk]}, True),
        ],
        fallbacks=[("bestsellers", {"window": 28})],
        filters=[("excluded_products", {"products": [jam.pk, tea.pk]})],
        boosts=[("score", {}, 50), ("rating", {}, -10)],
        pins=[(tea, 2), (jam, 1)],
    )
    other = rule("matrix", name="Other", active=False)
    place(full, other, title="Goes well", args={})
    place(full, slot="home.below_hero", title="Für dich", min_items=2)
    place(slot="home.below_hero", title="Für dich", position=20)
    Preference.objects.create(product=jam, weight=-5)
    MatrixEntry.objects.create(main_product=tea, companion_category=cheese, reason="Try it")
    MatrixEntry.objects.create(main_category=food, companion_product=jam, active=False)
    return {"tea": tea, "jam": jam, "full": full, "food": food, "cheese": cheese}


def document() -> dict[str, Any]:
    return json.loads(transfer.export())


def imported(data: Any) -> transfer.Plan:
    return transfer.import_rules(json.dumps(data).encode())


def kinds(plan: transfer.Plan) -> tuple[int, int, int]:
    return plan.count("added"), plan.count("changed"), plan.count("same")


def empty() -> None:
    for model in (Placement, Rule, Preference, MatrixEntry):
        model.objects.all().delete()


def test_natural_keys_stand_in_place_of_ids(shop: dict[str, Any]) -> None:
    found = document()
    full = found["rules"][0]
    tea = shop["tea"].upc
    assert full["args"]["range"] == "Winter"
    assert full["conditions"][0]["args"]["categories"] == ["food/cheese", "food"]
    assert full["conditions"][1] == {
        "code": "customer_group", "negate": True, "args": {"groups": ["Trade"]},
    }  # fmt: skip
    assert full["filters"][0]["args"] == {"products": ["slug:jam", tea]}
    assert full["pins"] == [
        {"product": "slug:jam", "position": 1}, {"product": tea, "position": 2},
    ]  # fmt: skip
    assert full["starts_at"] == "2026-12-24T18:00:00+00:00"
    assert [one["rules"] for one in found["placements"]] == [["Full"], [], ["Full", "Other"]]
    assert found["preferences"] == [{"product": "slug:jam", "never": False, "weight": -5}]
    assert found["matrix"][1] == {
        "main_product": tea, "companion_category": "food/cheese", "reason": "Try it",
        "position": 10, "active": True,
    }  # fmt: skip


def test_the_same_rows_give_the_same_bytes_and_change_nothing(shop: dict[str, Any]) -> None:
    text = transfer.export()
    assert transfer.export() == text
    assert text.endswith("}\n")
    assert "Für dich" in text
    plan = transfer.import_rules(text.encode())
    assert kinds(plan) == (0, 0, 8)
    assert transfer.export() == text


def test_an_empty_shop_gets_everything_back(shop: dict[str, Any]) -> None:
    text = transfer.export()
    empty()
    assert kinds(transfer.import_rules(text.encode())) == (8, 0, 0)
    assert transfer.export() == text
    full = Rule.objects.get(name="Full")
    assert (full.starts_at, full.stop, full.args["range"]) == (SOON, True, shop_range().pk)
    assert [one.code for one in full.conditions.all()] == ["in_category", "customer_group"]


def shop_range() -> Any:
    return get_model("offer", "Range").objects.get()


def test_old_rows_with_other_ids_come_back_in_the_same_order(shop: dict[str, Any]) -> None:
    """Rows are named, not numbered: the order of their making leaves no trace."""
    text = transfer.export()
    data = json.loads(text)
    for name in ("placements", "rules", "preferences", "matrix"):
        data[name].reverse()
    empty()
    imported(data)
    assert transfer.export() == text


def test_a_dry_run_tells_each_field_and_saves_nothing(shop: dict[str, Any]) -> None:
    data = document()
    full = data["rules"][0]
    full["priority"] = 3
    full["pins"][1]["product"] = "slug:jam"
    full["pins"][0]["product"] = shop["tea"].upc
    full["conditions"].pop()
    data["placements"][2]["layout"] = "grid"
    data["rules"].append({"name": "New", "strategy": "matrix"})
    before = transfer.export()

    plan = transfer.check(json.dumps(data).encode())

    assert kinds(plan) == (1, 2, 6)
    told = {change.name: change for change in plan.changes if change.kind != "same"}
    tea = shop["tea"].upc
    assert told["Full"].fields == (
        ("conditions[1]", '{"code": "customer_group", "negate": true, '
         '"args": {"groups": ["Trade"]}}', "–"),
        ("pins[0].product", '"slug:jam"', f'"{tea}"'),
        ("pins[1].product", f'"{tea}"', '"slug:jam"'),
        ("priority", "7", "3"),
    )  # fmt: skip
    assert told["product.below_description · Goes well"].fields == (("layout", '"list"', '"grid"'),)
    assert (told["New"].kind, told["New"].section) == ("added", "rules")
    assert transfer.export() == before
    imported(data)
    assert document()["rules"][0]["priority"] == 3


def test_what_is_named_before_and_not_after_is_told_by_its_name(shop: dict[str, Any]) -> None:
    data = document()
    tea = shop["tea"].upc
    data["rules"][0]["filters"][0]["args"]["products"] = [tea]
    plan = transfer.check(json.dumps({**data, "preferences": [], "matrix": []}).encode())
    assert plan.changes[0].fields == (
        ("filters[0].args.products", f'["slug:jam", "{tea}"]', f'["{tea}"]'),
    )


def test_a_part_that_is_added_or_repeated_is_told(shop: dict[str, Any]) -> None:
    data = document()
    data["rules"][0]["boosts"].append({"code": "score", "weight": 50, "args": {}})
    data["rules"][1]["pins"] = [{"product": "slug:jam", "position": 4}]
    plan = transfer.check(json.dumps(data).encode())
    told = {change.name: change.fields for change in plan.changes if change.kind == "changed"}
    assert told == {
        "Full": (("boosts[2]", "–", '{"code": "score", "weight": 50, "args": {}}'),),
        "Other": (("pins[0]", "–", '{"product": "slug:jam", "position": 4}'),),
    }


def test_preferences_and_matrix_rows_are_changed_in_place(shop: dict[str, Any]) -> None:
    ids = [list(model.objects.values_list("pk", flat=True)) for model in (Preference, MatrixEntry)]
    data = document()
    data["preferences"][0]["weight"] = 9
    data["matrix"][1]["reason"] = "New words"
    data["matrix"].append({"main_category": "food", "companion_category": "food/cheese"})
    data["preferences"].append({"product": shop["tea"].upc, "never": True})
    assert kinds(imported(data)) == (2, 2, 6)
    assert Preference.objects.get(product=shop["jam"]).weight == 9
    assert MatrixEntry.objects.get(main_product=shop["tea"]).reason == "New words"
    for model, before in zip((Preference, MatrixEntry), ids, strict=True):
        now = set(model.objects.values_list("pk", flat=True))
        assert set(before) < now
        assert len(now) == len(before) + 1


def test_what_the_file_leaves_out_stays_or_is_the_default(shop: dict[str, Any]) -> None:
    head = {"format": "crosssell rules", "version": 1}
    rules = [{"name": "Full", "reason": "New words"}, {"name": "Bare", "strategy": "bestsellers"}]
    plan = imported({**head, "rules": rules})
    assert kinds(plan) == (1, 1, 0)
    full, bare = Rule.objects.get(name="Full"), Rule.objects.get(name="Bare")
    assert (full.reason, full.priority, full.conditions.count()) == ("New words", 7, 2)
    assert (bare.priority, bare.active) == (100, True)
    assert bare.args["window"] == 28
    assert Placement.objects.count() == 3


def test_placements_that_share_slot_and_title_are_told_apart_by_position(
    shop: dict[str, Any],
) -> None:
    data = document()
    twins = data["placements"][:2]
    assert [one["position"] for one in twins] == [10, 20]
    twins[1]["layout"] = "grid"
    imported({**data, "placements": twins[1:]})
    assert list(
        Placement.objects.filter(slot="home.below_hero").values_list("position", "layout")
    ) == [(10, "list"), (20, "grid")]
    twins[0]["position"] = 5
    assert kinds(imported({**data, "placements": twins})) == (0, 1, 6)


def test_products_and_categories_of_one_name_keep_their_numbers(shop: dict[str, Any]) -> None:
    product = get_model("catalogue", "Product")
    twin = make_product("Jam")
    product.objects.filter(pk=twin.pk).update(upc=None)
    again = make_category("Food")
    Preference.objects.create(product=twin, never=True)
    MatrixEntry.objects.create(main_category=again, companion_product=twin)
    text = transfer.export()
    data = json.loads(text)
    assert {one["product"] for one in data["preferences"]} == {
        f"slug:jam#{shop['jam'].pk}", f"slug:jam#{twin.pk}",
    }  # fmt: skip
    assert f'"food#{again.pk}"' in text
    assert kinds(imported(data))[:2] == (0, 0)


def test_commands_write_read_and_refuse(
    shop: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rules.json"
    call_command("crosssell_export", str(path))
    call_command("crosssell_export")
    assert capsys.readouterr().out == path.read_text() == transfer.export()
    empty()
    call_command("crosssell_import", str(path), "--dry-run")
    out = capsys.readouterr().out
    assert "added: rules: Full\n" in out
    assert out.endswith("8 added, 0 changed, 0 as they are. Nothing was saved: a dry run.\n")
    assert Rule.objects.count() == 0
    call_command("crosssell_import", str(path))
    assert Rule.objects.count() == 2
    path.write_text(path.read_text().replace('"priority": 7', '"priority": 8'))
    out = StringIO()
    call_command("crosssell_import", str(path), stdout=out)
    assert out.getvalue() == (
        "changed: rules: Full\n  priority: 7 -> 8\n0 added, 1 changed, 7 as they are.\n"
    )
    path.write_text("{}")
    for options in ((), ("--dry-run",)):
        with pytest.raises(CommandError, match="This is no file of rules") as refused:
            call_command("crosssell_import", str(path), *options)
        assert str(refused.value).endswith("Nothing was saved.")
    with pytest.raises(CommandError, match="could not be read"):
        call_command("crosssell_import", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="could not be written"):
        call_command("crosssell_export", str(tmp_path / "none" / "rules.json"))
