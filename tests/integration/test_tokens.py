"""A token is what was shown, signed with the shop's own secret, and good for a day."""

from typing import Any

import pytest
from django.test import override_settings

from crosssell import tokens
from tests.noted import thing, token

KNOWN = "pz.10.11.zz.4.5.6.7.8"


def aged(minutes: int) -> str:
    return token(minute=tokens.minute() - minutes)


def test_it_says_what_was_shown() -> None:
    one = thing("bundle", 12, rule=3, run=4, variant=5)
    assert tokens.shown_of(tokens.token_of(one)) == one


def test_it_fits_into_an_address_as_it_is() -> None:
    text = token(rendering=2**63 - 1, subject_id=2**63 - 1)
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~")
    assert len(text) <= tokens.MOST


@pytest.mark.parametrize(
    ("minutes", "good"), [(0, True), (24 * 60, True), (24 * 60 + 1, False), (-5, True), (-6, False)]
)
def test_it_is_good_for_a_day(minutes: int, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "time", lambda: 60.0 * 30_000_000)
    assert (tokens.shown_of(aged(minutes)) is not None) == good


def test_another_secret_is_another_shop() -> None:
    one = thing()
    text = tokens.token_of(one)
    with override_settings(SECRET_KEY="another"):
        assert tokens.shown_of(text) is None
    assert tokens.shown_of(text) == one


def test_a_secret_that_was_changed_is_good_while_it_is_named() -> None:
    one = thing()
    with override_settings(SECRET_KEY="old"):
        text = tokens.token_of(one)
    assert tokens.shown_of(text) is None
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["older", "old"]):
        assert tokens.shown_of(text) == one
        # What goes out is signed with the newest.
        assert tokens.token_of(one) != text


@pytest.mark.parametrize("given", [None, 5, b"p1", ["p1"], {"a": 1}, "", "~", "p1~", "~~~~"])
def test_what_is_no_text_of_ours_is_nothing(given: Any) -> None:
    assert tokens.shown_of(given) is None
