"""What is kept of a person, written down in words, times with their zone and amounts as text."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from crosssell.analytics.personal import erase, export, export_guest
from crosssell.models import BundleUse, EarnedVoucher, MeasuredOrder, RewardUse
from tests import shopdata
from tests.touched import make_touch
from tests.traced import make_merchants_rows, make_order_of, make_test, note_waiting
from tests.tracked import make_placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def test_all_of_it_in_words() -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann, unit=7, test=make_test())
    row = MeasuredOrder.objects.get()
    RewardUse.objects.create(
        measured=row, subject="bundle", subject_id=1, name="Teas", day=row.day, currency="USD",
        revenue=8, cost="1.50",
    )  # fmt: skip
    MeasuredOrder.objects.update(margin="3.210")
    EarnedVoucher.objects.create(order=order, worth="5 off")
    make_merchants_rows(ann)
    note_waiting(ann, 4_711, 1, unit=7)
    found = export(ann)
    assert found["of"] == {"account": ann.pk, "name": "ann@example.com"}
    [put] = found["put_in_the_basket"]
    assert TIME.fullmatch(put["at"])
    assert (put["product"], put["pieces"], put["basket"]) == ("Tea", 1, order.basket_id)
    assert put["shown"].pop("where").endswith("Product page: below the description")
    assert put["shown"] == {
        "what": "Tea",
        "placement": "Deleted placement 3",
        "rule": "Deleted rule 5",
        "strategy": "Matrix of companions",
        "place": 2,
        "part_of_test": "",
    }
    [told] = found["orders"]
    assert told["order"] == order.number
    measured = told["measured"]
    assert (measured["value"], measured["currency"], measured["pieces"]) == ("8.000", "USD", 2)
    assert (measured["something_was_recommended"], measured["visitor_in_tests"]) == (True, 7)
    [line] = measured["recommended"]
    assert (line["line"], line["amount"], line["shown"]["what"]) == ("Tea", "8.000", "Tea")
    assert measured["rewards"] == [{"name": "Teas", "kind": "Bundle", "discount": "1.500"}]
    assert (told["bundles"][0]["times"], told["bundles"][0]["discount"]) == (2, "1.500")
    assert told["vouchers"][0]["worth"] == "5 off"
    [test] = found["tests"]
    assert (test["test"], test["part"], test["visitor"]) == ("Below", "Shown", 7)
    assert found["limits_of_bundles"] == [{"bundle": f"Teas {order.number}", "times": 2}]
    assert [one["basket"] for one in found["baskets_with_tiers"]] == [order.basket_id]
    assert [set(one["noted"]) for one in found["not_counted_yet"]] == [
        {"shown", "product", "quantity", "basket", "user"}, {"join"}, {"unit"}
    ]  # fmt: skip
    assert found["weekly_summary"] is True
    assert len(found["back_tests"]) == 1
    # What the shop earns is not the customer's.
    assert "3.21" not in json.dumps(found)


def test_of_another_nothing_is_told() -> None:
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    make_order_of(ann, unit=7, test=make_test())
    note_waiting(ann, 4_711, 1, unit=7)
    make_order_of(email="bob@example.com", unit=8)
    found = export(bob)
    lists = {name: value for name, value in found.items() if isinstance(value, list)}
    assert len(lists) == 8
    assert not any(lists.values())
    assert found["weekly_summary"] is False
    assert [one["product"] for one in export_guest("Bob@example.com")["put_in_the_basket"]] == [
        "Tea"
    ]


def test_after_it_was_erased_only_the_shops_own_record_is_told() -> None:
    ann = shopdata.make_user()
    make_order_of(ann, test=make_test())
    erase(ann)
    found = export(ann)
    [told] = found.pop("orders")
    assert not any(value for value in found.values() if isinstance(value, list))
    assert told["measured"]["visitor_in_tests"] is None
    assert told["measured"]["recommended"] == []
    assert [one["discount"] for one in told["bundles"]] == ["1.500"]


def test_what_a_basket_holds_of_bundles_is_told() -> None:
    ann = shopdata.make_user()
    make_order_of(ann)
    BundleUse.objects.update(order=None, state="held")
    [held] = export(ann)["baskets_with_bundles"]
    assert (held["times"], held["state"]) == (2, "Held")


def test_names_are_those_of_today_and_times_those_of_the_shop() -> None:
    ann = shopdata.make_user()
    placement, rule = make_placed()
    test = make_test()
    tea = shopdata.make_product("Tea")
    fields = {"placement_id": placement.pk, "rule_id": rule.pk}
    make_touch(tea, 1, ann, **fields, variant_id=test.variants.get(name="Shown").pk)
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        [put] = export(ann)["put_in_the_basket"]
    assert put["at"] == "2026-06-01T21:00:00+09:00"
    assert put["shown"]["rule"] == rule.name
    assert put["shown"]["part_of_test"] == "Below: Shown"
    assert "Deleted" not in put["shown"]["placement"]


def test_the_command_prints_or_writes(capsys: Any, tmp_path: Path) -> None:
    ann = shopdata.make_user()
    make_order_of(ann)
    call_command("crosssell_export", "--user", "ann@example.com")
    printed = json.loads(capsys.readouterr().out)
    assert [one["product"] for one in printed["put_in_the_basket"]] == ["Tea"]
    target = tmp_path / "ann.json"
    call_command("crosssell_export", "--user", str(ann.pk), "--output", str(target))
    written = json.loads(target.read_text())
    assert {**written, "written_at": ""} == {**printed, "written_at": ""}
    call_command("crosssell_export", "--email", "guest@example.com")
    assert json.loads(capsys.readouterr().out)["orders"] == []
    with pytest.raises(CommandError, match="Give the file once"):
        call_command("crosssell_export", "rules.json", "--output", str(target))
    nowhere = str(tmp_path / "nowhere" / "ann.json")
    with pytest.raises(CommandError, match="The file could not be written"):
        call_command("crosssell_export", "--user", str(ann.pk), "--output", nowhere)
    with pytest.raises(CommandError, match="There is no account 'nobody'"):
        call_command("crosssell_export", "--user", "nobody")
