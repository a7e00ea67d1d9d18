"""The bought-together widget: what is ticked, what it costs, what one button sends."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.widgets.bought_together import bought_together
from tests.cards import make_card, make_choice, make_item, plan_together

MAIN = make_card(1, "Pasta", "1.29")
SAUCE = make_item(
    make_card(2, "Sauce", "2.49"), together=48, orders=210, reason="In 48 of 210 orders"
)
CHEESE = make_item(make_card(3, "Cheese", "3.10"))
OIL = make_item(make_card(4, "Oil", "7.00"))
MILK = make_card(
    5,
    "Milk",
    "1.20",
    price_from=True,
    choices=(make_choice(52, "Milk, 2 l", "2.10"), make_choice(51, "Milk, 1 l", "1.20")),
)


def shown(planned: Planned) -> dict[str, Any]:
    context = bought_together(planned, Facts.of(None))
    assert context is not None
    return context


def html_of(planned: Planned) -> str:
    data = {**shown(planned), "csrf_token": "token"}
    return render_to_string("crosssell/widgets/bought_together.html", data)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_total_is_the_exact_sum_of_all() -> None:
    context = shown(plan_together(MAIN, SAUCE, CHEESE, OIL))
    assert context["total"] == Decimal("13.88")
    assert [part.card.id for part in context["parts"]] == [1, 2, 3, 4]
    assert context["main"] is MAIN
    assert [item.card.id for item in context["items"]] == [2, 3, 4]


def test_the_page_says_the_total_of_how_many() -> None:
    html = html_of(plan_together(MAIN, SAUCE, CHEESE))
    assert "Total for all 3 $6.88 Add all to basket" in words(html)
    assert 'data-crosssell-sample="$1,234,567.89"' in html


def test_only_as_many_partners_as_the_merchant_wants() -> None:
    context = shown(plan_together(MAIN, SAUCE, CHEESE, OIL, partners=2))
    assert [item.card.id for item in context["items"]] == [2, 3]
    assert context["total"] == Decimal("6.88")


def test_each_is_ticked_and_named_for_a_screen_reader() -> None:
    html = html_of(plan_together(MAIN, SAUCE))
    ticks = re.findall(r"<label class=\"crosssell-picture crosssell-tick\">.*?</label>", html, re.S)
    assert [words(tick) for tick in ticks] == ["Include Pasta", "Include Sauce"]
    assert all("checked" in tick for tick in ticks)
    assert 'value="1" data-crosssell-price="1.29"' in ticks[0]
    assert "This product: Pasta" in words(html)
    assert '<p class="crosssell-evidence">In 48 of 210 orders</p>' in html


def test_variants_are_chosen_from_a_labelled_list_cheapest_first() -> None:
    html = html_of(plan_together(MAIN, make_item(MILK)))
    choice = re.search(r"<label class=\"crosssell-choice\">.*?</label>", html, re.S)
    assert choice
    assert words(choice.group()) == "Variant of Milk $1.20 · 1 l $2.10 · 2 l"
    assert '<select name="choice-5">' in choice.group()
    assert 'value="51" data-crosssell-price="1.20" selected' in choice.group()
    assert "$2.49" in words(html)


def test_the_total_takes_the_variant_that_is_picked_at_first() -> None:
    assert shown(plan_together(MILK, SAUCE))["total"] == Decimal("3.69")


def test_the_only_variant_is_sent_without_asking() -> None:
    card = make_card(5, "Milk", "1.20", choices=(make_choice(51, "1 l", "1.20"),))
    html = html_of(plan_together(MAIN, make_item(card)))
    assert '<input type="hidden" name="choice-5" value="51">' in html
    assert "<select" not in html


def test_a_variant_without_a_title_of_its_own_keeps_the_parents() -> None:
    card = make_card(
        5, "Milk", choices=(make_choice(51, "Milk", "1.20"), make_choice(52, "Oat drink", "2.00"))
    )
    assert [
        apart for _, apart in shown(plan_together(MAIN, make_item(card)))["parts"][1].choices
    ] == [
        "Milk",
        "Oat drink",
    ]


def test_partners_in_another_currency_are_left_out_of_the_sum() -> None:
    euro = make_item(make_card(9, "Cup", "5.00", currency="EUR"))
    context = shown(plan_together(MAIN, euro, SAUCE))
    assert [item.card.id for item in context["items"]] == [2]
    assert context["total"] == Decimal("3.78")


NO_VARIANT = make_card(9, choices=(make_choice(91, "1 l", None),))


@pytest.mark.parametrize(
    "planned",
    [
        plan_together(None, SAUCE),
        plan_together(make_card(available=False), SAUCE),
        plan_together(make_card(price=None), SAUCE),
        plan_together(NO_VARIANT, SAUCE),
        plan_together(MAIN),
        plan_together(MAIN, make_item(make_card(9, available=False))),
        plan_together(MAIN, SAUCE, make_item(make_card(9, currency="EUR")), min_items=2),
    ],
    ids=["no main", "main gone", "no price", "no variant", "alone", "partner gone", "too few"],
)
def test_it_shows_nothing_when_it_cannot_sell_what_it_promises(planned: Planned) -> None:
    assert bought_together(planned, Facts.of(None)) is None


def test_hostile_titles_are_text() -> None:
    bad = "</select><script>alert(1)</script>"
    choices = (make_choice(51, bad, "1.20"), make_choice(52, "2 l", "2.00"))
    card = make_card(5, bad, choices=choices)
    html = html_of(plan_together(make_card(1, bad), make_item(card), title=bad))
    assert "<script" not in html


def test_machines_read_plain_numbers_in_every_language(settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    settings.USE_THOUSAND_SEPARATOR = True
    dear = make_item(make_card(2345, "Safe", "1234.50"))
    html = html_of(plan_together(MAIN, dear))
    assert 'value="2345" data-crosssell-price="1234.50"' in html
    assert 'data-crosssell-price="1.29"' in html
