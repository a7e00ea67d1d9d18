"""Args: JSON in, dataclass out, or an error that names the field and the mend."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.args import MAX_ITEMS, MAX_TEXT, ArgsError, dump, parse, schema, specs


@dataclass(frozen=True)
class Sample:
    number: int = field(metadata={"label": "Number", "min": 1, "max": 9})
    amount: Decimal = field(default=Decimal("1.50"), metadata={"min": 0})
    ids: tuple[int, ...] = field(default=(), metadata={"ref": "category"})
    day: date | None = None
    at: time | None = None
    on: bool = False
    text: str = field(default="a", metadata={"choices": (("a", "A"), ("b", "B"))})


@dataclass(frozen=True)
class Many:
    ids: tuple[int, ...]


def test_parse_makes_every_type() -> None:
    made = parse(
        Sample,
        {
            "number": "3",
            "amount": "2.25",
            "ids": [4, "5"],
            "day": "2026-12-24",
            "at": "18:30",
            "on": True,
            "text": "b",
        },
    )
    assert made == Sample(
        3, Decimal("2.25"), (4, 5), date(2026, 12, 24), time(18, 30), on=True, text="b"
    )


def test_left_out_args_take_their_default() -> None:
    assert parse(Sample, {"number": 1}) == Sample(1)


def test_an_optional_arg_may_be_null() -> None:
    assert parse(Sample, {"number": 1, "day": None}).day is None


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ({}, "number", "is missing"),
        ({"number": 0}, "number", "must be at least 1"),
        ({"number": 10}, "number", "must be at most 9"),
        ({"number": 1.5}, "number", "must be a whole number"),
        ({"number": True}, "number", "must be a whole number"),
        ({"number": 10**13}, "number", "must be a whole number"),
        ({"number": None}, "number", "must be a whole number"),
        ({"number": 1, "amount": "NaN"}, "amount", "must be a number"),
        ({"number": 1, "amount": 0.1}, "amount", "must be a number"),
        ({"number": 1, "amount": "-1"}, "amount", "must be at least 0"),
        ({"number": 1, "ids": 4}, "ids", "must be a list"),
        ({"number": 1, "ids": ["x"]}, "ids", "must be a whole number"),
        ({"number": 1, "ids": [1] * 1001}, "ids", f"must hold at most {MAX_ITEMS} entries"),
        ({"number": 1, "day": "soon"}, "day", "must be a date such as 2026-12-24"),
        ({"number": 1, "at": 7}, "at", "must be a time such as 18:30"),
        ({"number": 1, "at": "18:30+02:00"}, "at", "must be a time such as 18:30"),
        ({"number": 1, "day": datetime(2026, 12, 24)}, "day", "must be a date such as 2026-12-24"),
        ({"number": 1, "on": "yes"}, "on", "must be true or false"),
        ({"number": 1, "text": "c"}, "text", "must be one of a, b"),
        ({"number": 1, "text": "\x00"}, "text", "must be text of at most 500 characters"),
        (
            {"number": 1, "text": "x" * (MAX_TEXT + 1)},
            "text",
            "must be text of at most 500 characters",
        ),
        (
            {"number": 1, "colour": "red"},
            "colour",
            "is unknown; known: number, amount, ids, day, at, on, text",
        ),
        ([], "args", "must be an object of names and values"),
    ],
)
def test_a_bad_arg_is_named_with_its_mend(data: object, name: str, message: str) -> None:
    with pytest.raises(ArgsError) as caught:
        parse(Sample, data)
    assert (caught.value.field, caught.value.message) == (name, message)


def test_a_required_list_must_not_be_empty() -> None:
    with pytest.raises(ArgsError, match="ids: needs at least one entry"):
        parse(Many, {"ids": []})


def test_schema_tells_types_limits_and_defaults() -> None:
    assert schema(Sample) == {
        "type": "object",
        "properties": {
            "number": {"type": "integer", "minimum": 1, "maximum": 9, "title": "Number"},
            "amount": {
                "type": "string",
                "format": "decimal",
                "x-minimum": "0",
                "default": "1.50",
            },
            "ids": {
                "type": "array",
                "items": {"type": "integer", "x-ref": "category"},
                "default": [],
            },
            "day": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
            | {"default": None},
            "at": {"anyOf": [{"type": "string", "format": "time"}, {"type": "null"}]}
            | {"default": None},
            "on": {"type": "boolean", "default": False},
            "text": {"type": "string", "maxLength": 500, "enum": ["a", "b"], "default": "a"},
        },
        "required": ["number"],
        "additionalProperties": False,
    }


def test_specs_know_what_is_required_and_optional() -> None:
    known = {spec.name: (spec.required, spec.optional) for spec in specs(Sample)}
    assert known["number"] == (True, False)
    assert known["day"] == (False, True)
    assert known["on"] == (False, False)


@given(
    st.builds(
        Sample,
        number=st.integers(1, 9),
        amount=st.decimals(0, 10**6, places=2),
        ids=st.lists(st.integers(0, 10**9), max_size=5).map(tuple),
        day=st.none() | st.dates(),
        at=st.none() | st.times(),
        on=st.booleans(),
        text=st.sampled_from("ab"),
    )
)
def test_what_is_dumped_is_parsed_back(sample: Sample) -> None:
    assert parse(Sample, dump(sample)) == sample
