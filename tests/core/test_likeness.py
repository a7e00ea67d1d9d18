"""How like one product is to another, by hand-counted shares."""

from math import log

import pytest

from crosssell.core.likeness import most_similar, words

EVEN = {"attributes": 1.0, "category": 1.0, "title": 1.0}


def attributes(**features: str) -> dict[int, dict[str, frozenset[str]]]:
    return {int(pk[1:]): {"attributes": frozenset(text)} for pk, text in features.items()}


def test_what_few_have_says_more() -> None:
    compared = attributes(p1="ab", p2="a", p3="b", p4="b", p5="")
    found = most_similar(1, compared, EVEN)
    # Of five products two have "a", three "b".
    a, b = log(1 + 5 / 2), log(1 + 5 / 3)
    assert [(one.product_id, one.score) for one in found] == [
        (2, pytest.approx(a / (a + b))),
        (3, pytest.approx(b / (a + b))),
        (4, pytest.approx(b / (a + b))),
    ]


def test_what_the_other_has_beside_does_not_matter() -> None:
    found = most_similar(1, attributes(p1="ab", p3="abcdef", p2="ab"), EVEN)
    assert [(one.product_id, one.score) for one in found] == [(2, 1.0), (3, 1.0)]


def test_kinds_are_weighted_and_those_that_it_lacks_left_out() -> None:
    one = {"attributes": frozenset("a"), "category": frozenset({7}), "title": frozenset[str]()}
    compared = {1: one, 2: {"attributes": frozenset("a")}, 3: {"category": frozenset({7})}}
    weights = {"attributes": 3.0, "category": 1.0, "title": 9.0}
    found = most_similar(1, compared, weights)
    assert [(one.product_id, one.score, one.parts) for one in found] == [
        (2, 0.75, {"attributes": 0.75}),
        (3, 0.25, {"category": 0.25}),
    ]
    none = most_similar(1, compared, {**weights, "attributes": 0.0})
    assert [(one.product_id, one.score) for one in none] == [(3, 1.0)]
    assert most_similar(1, compared, {}) == []


def test_nothing_in_common_is_nothing() -> None:
    assert most_similar(1, attributes(p1="a", p2="b"), EVEN) == []
    assert most_similar(1, attributes(p1="", p2=""), EVEN) == []
    assert most_similar(9, attributes(p1="a"), EVEN) == []
    assert most_similar(1, {}, EVEN) == []


def test_words_are_of_three_letters() -> None:
    assert words("Gr\u00fcner TEE, 500g \u2013 bio & a_la 12") == {
        "gr\u00fcner",
        "tee",
        "500g",
        "bio",
    }
