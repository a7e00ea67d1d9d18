"""Fields generated from the args dataclass of a plugin."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from crosssell.admin.args.group import GroupForm
from crosssell.core.args import ArgsError
from crosssell.registry import Plugin
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Everything:
    """One arg of every type that may be used."""

    count: int = field(metadata={"label": "How many", "min": 2, "max": 9, "help": "From 2 to 9."})
    amount: Decimal | None = field(default=None, metadata={"min": Decimal("0.5")})
    exact: bool = False
    words: str = "as they are"
    day: date | None = None
    hour: time | None = None
    size: str = field(default="m", metadata={"choices": (("s", "Small"), ("m", "Middle"))})
    colour: str | None = field(default=None, metadata={"choices": (("r", "Red"),)})
    days: tuple[int, ...] = field(default=(), metadata={"choices": ((1, "Monday"), (2, "Tuesday"))})
    codes: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[int, ...] = field(default=(), metadata={"ref": "product"})
    category: int | None = field(default=None, metadata={"ref": "category"})


@dataclass(frozen=True)
class Range:
    """A range that the form checks."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Picky:
    """Args that check themselves."""

    left: int = 0

    def __post_init__(self) -> None:
        if self.left == 13:
            raise ValueError("Thirteen will not do.")


def group(args: type, **data: Any) -> GroupForm:
    return GroupForm(Plugin("conditions", "x", "X", args, print), data=data, auto_id="id_%s")


def test_every_type_becomes_what_parse_takes() -> None:
    product, category = make_product(), make_category()

    form = group(
        Everything,
        count="3",
        amount="1.50",
        exact="on",
        words="hello",
        day="2026-12-24",
        hour="18:30",
        size="s",
        colour="r",
        days=["1", "2"],
        codes="5, -6",
        tags="a, b ,",
        products=[str(product.pk)],
        category=str(category.pk),
    )

    assert form.is_valid(), form.errors
    assert form.values == {
        "count": 3,
        "amount": "1.50",
        "exact": True,
        "words": "hello",
        "day": "2026-12-24",
        "hour": "18:30:00",
        "size": "s",
        "colour": "r",
        "days": [1, 2],
        "codes": [5, -6],
        "tags": ["a", "b"],
        "products": [product.pk],
        "category": category.pk,
    }


def test_what_is_left_out_gets_its_default() -> None:
    form = group(Everything, count="2", size="m")

    assert form.is_valid(), form.errors
    assert form.values["amount"] is None
    assert form.values["exact"] is False
    assert form.values["words"] == ""
    assert form.values["products"] == []


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("count", "1", "greater than or equal to 2"),
        ("count", "10", "less than or equal to 9"),
        ("count", "", "required"),
        ("count", "two", "whole number"),
        ("amount", "0.1", "greater than or equal to 0.5"),
        ("amount", "NaN", "Enter a number"),
        ("amount", "1e40", "digits"),
        ("day", "31.31.2026", "valid date"),
        ("hour", "25:00", "valid time"),
        ("size", "xxl", "Select a valid choice"),
        ("days", ["8"], "Select a valid choice"),
        ("codes", "1, two", "“two” is not a whole number"),
        ("words", "a\u202eb", "U+202E"),
        ("tags", "a\x07b", "U+0007"),
        ("products", ["999999"], "nothing with the number 999999"),
        ("products", ["-1"], "Choose from the list"),
        ("products", ["9" * 30], "Choose from the list"),
        ("category", "1; DROP TABLE", "Choose from the list"),
    ],
)
def test_bad_input_is_refused_beside_its_field(name: str, given: Any, said: str) -> None:
    form = group(Everything, **{"count": "3", "size": "m", name: given})

    assert not form.is_valid()
    assert said in " ".join(form.errors[name])
    assert set(form.errors) == {name}


def test_a_range_must_not_be_upside_down() -> None:
    form = group(Range, at_least="5", at_most="4")

    assert form.errors == {"at_most": ["This must not be less than “At least”."]}
    assert group(Range, at_least="5", at_most="5").is_valid()


def test_args_may_check_themselves() -> None:
    assert group(Picky, left="13").non_field_errors() == ["Thirteen will not do."]


def test_an_arg_without_a_field_of_its_own_is_told_above_the_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> None:
        raise ArgsError("elsewhere", "does not fit")

    monkeypatch.setattr("crosssell.admin.args.group.parse", refuse)

    assert group(Range, at_least="1").non_field_errors() == ["does not fit"]


def test_a_group_knows_whether_it_was_changed() -> None:
    data = {"codes": "5, 6", "tags": "a", "products": ["1"], "count": "3"}
    same = {"codes": (5, 6), "tags": ("a",), "products": (1,), "count": 3}

    def changed(**initial: Any) -> set[str]:
        form = GroupForm(
            Plugin("conditions", "x", "X", Everything, print), data=data, initial=initial
        )
        return set(form.changed_data) & set(data)

    assert changed(**same) == set()
    assert changed(**same | {"codes": (5,), "products": ()}) == {"codes", "products"}


def test_labels_and_help_come_from_the_metadata() -> None:
    html = group(Everything, count="3").as_p()

    assert "How many:" in html
    assert "From 2 to 9." in html
    assert "Separate several by commas." in html


def test_more_ids_than_args_may_hold_are_refused() -> None:
    form = group(Everything, count="3", products=[str(n) for n in range(1, 1002)])

    assert form.errors["products"] == ["Choose at most 1000."]
