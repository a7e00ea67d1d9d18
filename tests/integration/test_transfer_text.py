"""A file that is no file of rules is refused in words, however large, deep or odd it is."""

import json

import pytest

from crosssell import transfer
from crosssell.transfer import text

pytestmark = pytest.mark.django_db
START = '{"format": "crosssell rules", "version": 1'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is not JSON: line 1, column 1: Expecting value."),
        (b'{"a": 1,\n}', "The file is not JSON: line 2, column 1: "),
        (b"\xff\xfe{", "The file is not text in UTF-8 (byte 1)."),
        (b"[]", "This is no file of rules: it must be an object with “format”: “crosssell rules”."),
        (b'{"format": 1}', "This is no file of rules"),
        (b'{"format": "crosssell rules"}', "The file has the version null; this shop reads"),
        (b'{"format": "crosssell rules", "version": true}', "The file has the version true;"),
        (
            b'{"format": "crosssell rules", "version": 2}',
            "The file has the version 2; this shop reads version 1.",
        ),
        (b'{"a": 1, "b": 2, "a": 3}', "The name “a” stands twice in one object."),
        (b'{"a": NaN}', "NaN is no number that JSON knows."),
        (b'{"a": ' + b"9" * 5_000 + b"}", "The file holds a number of far too many digits."),
        (b'{"a": 1e99999999999999999999}', "The file holds a number of far too many digits."),
        (b"[" * 100_000, "The file is nested too deeply: more than 20 levels."),
        (
            f'{START}, "rules": {"[" * 30}{"]" * 30}}}'.encode(),
            "The file is nested too deeply: more than 20 levels.",
        ),
        (
            f'{START}, "rules": [{{"name": "a\\u202eb"}}]}}'.encode(),
            "rules[0].name: character 2 is the invisible character U+202E.",
        ),
        (
            f'{START}, "rules": [{{"na\\u0000me": "b"}}]}}'.encode(),
            "rules[0]: character 3 is the invisible character U+0000.",
        ),
        (f'{START}, "\\ud800": 1}}'.encode(), "file: character 1 is the invisible character"),
    ],
)  # fmt: skip
def test_it_is_refused_in_words(content: bytes, words: str) -> None:
    (error,) = transfer.check(content).errors
    assert error.startswith(words)


def test_a_hundred_megabytes_are_not_even_read() -> None:
    (error,) = transfer.check(b" " * 100_000_000).errors
    assert error == "The file is larger than 20 MB. Split it and import the parts."


def test_a_byte_order_mark_and_broken_numbers_do_no_harm() -> None:
    document = {"format": text.FORMAT, "version": text.VERSION}
    assert transfer.check(json.dumps(document).encode("utf-8-sig")).errors == ()
    rules = '[{"name": "A", "strategy": "matrix", "priority": 1.5}]'
    (error,) = transfer.check(f'{START}, "rules": {rules}}}'.encode()).errors
    assert error == "rules[0].priority: must be a whole number from 0 to 32767"
