"""crosssell_plugins lists what is registered."""

import json
from io import StringIO

from django.core.management import call_command

from crosssell import registry, slots


def listed(*options: str) -> str:
    said = StringIO()
    call_command("crosssell_plugins", *options, stdout=said)
    return said.getvalue()


def test_json_has_every_kind_with_code_label_and_args() -> None:
    found = json.loads(listed("--json"))

    assert list(found) == [
        "slots",
        "strategies",
        "conditions",
        "filters",
        "boosts",
        "rewards",
        "tier_rewards",
        "widgets",
    ]
    assert [row["code"] for row in found["slots"]] == [slot.name for slot in slots.all_slots()]
    for kind in registry.KINDS:
        assert [row["code"] for row in found[kind]] == [one.code for one in registry.all_of(kind)]
    assert all(set(row) == {"code", "label", "args"} for rows in found.values() for row in rows)
    assert found["slots"][0]["args"] == {
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
    }
    total = next(row for row in found["conditions"] if row["code"] == "basket_total")
    assert total["label"] == "Basket total"
    assert total["args"]["properties"]["at_least"]["title"] == "Basket total at least"


def test_the_table_can_be_read() -> None:
    said = listed()

    assert f"conditions ({len(registry.all_of('conditions'))})" in said
    assert "  basket_total" in said
    assert "Basket total  [at_least, below, tax, currency]" in said
    assert f"rewards ({len(registry.all_of('rewards'))})" in said
