"""The merchant's texts for a bar: which are for a language, and their placeholders."""

import pytest

from crosssell.core.threshold_texts import filled, texts_for

ROWS = [
    ("", "any", "any more", "any all"),
    ("de", "deutsch", "deutsch mehr", "deutsch alle"),
    ("de-AT", "", "heast", ""),
    ("fr", "", "encore", ""),
    ("zh_Hant", "zh", "", ""),
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ("deutsch", "deutsch mehr", "deutsch alle")),
        ("de-at", ("deutsch", "heast", "deutsch alle")),
        ("de-ch", ("deutsch", "deutsch mehr", "deutsch alle")),
        # What a language leaves empty is never said in another one.
        ("fr", ("", "encore", "")),
        ("zh-hant-tw", ("zh", "", "")),
        ("en-us", ("any", "any more", "any all")),
        ("", ("any", "any more", "any all")),
    ],
)
def test_the_row_of_the_language_or_its_base(language: str, said: tuple[str, str, str]) -> None:
    assert texts_for(ROWS, language) == said


def test_without_rows_all_is_left_to_us() -> None:
    assert texts_for([], "en") == ("", "", "")
    assert texts_for([("de", "a", "b", "c")], "en") == ("", "", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Only {gap}!", "Only $1.00!"),
        ("{gap} {gap}", "$1.00 $1.00"),
        ("{reward} {name}", "<b>tea</b> {name}"),
        ("{ {gap} } {} {{gap}} {gap!r} {0}", "{ $1.00 } {} {$1.00} {gap!r} {0}"),
        ("100 %(gap)s %d %", "100 %(gap)s %d %"),
        ("{gap", "{gap"),
        ("", ""),
    ],
)  # fmt: skip
def test_placeholders_are_replaced_and_all_else_stays(text: str, said: str) -> None:
    assert filled(text, {"gap": "$1.00", "reward": "<b>tea</b>"}) == said


def test_what_is_put_in_is_not_read_again() -> None:
    assert filled("{reward}", {"reward": "{gap}", "gap": "1"}) == "{gap}"
