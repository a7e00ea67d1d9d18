"""The products widget: every layout, what a shopper and a screen reader get."""

import re
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.widgets.products import products
from tests.cards import make_card, make_choice, make_item, plan_products

LAYOUTS = ("grid", "list", "carousel", "compact")


def html_of(planned: Planned) -> str:
    context = products(planned, Facts.of(None))
    assert context is not None
    return render_to_string("crosssell/widgets/products.html", {**context, "csrf_token": "token"})


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def the(pattern: str, html: str) -> Any:
    found = re.search(pattern, html, re.DOTALL)
    assert found, f"{pattern} is not in {html}"
    return found.group(1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_a_labelled_landmark_with_a_list(layout: str) -> None:
    html = html_of(plan_products(make_item(make_card()), layout=layout, title="With it"))
    label = the(r'<section [^>]*aria-labelledby="([^"]+)"', html)
    assert the(rf'<h2 [^>]*id="{label}"[^>]*>([^<]+)</h2>', html) == "With it"
    assert f'<ul class="crosssell-items crosssell-items--{layout}" role="list">' in html
    assert html.count("<li ") == 1
    assert the(r'role="(status)"', html) == "status"


def test_an_unknown_layout_is_shown_as_a_list() -> None:
    assert "crosssell-items--list" in html_of(
        plan_products(make_item(make_card()), layout="spiral")
    )


def test_a_carousel_can_be_reached_by_keyboard() -> None:
    html = html_of(plan_products(make_item(make_card()), layout="carousel"))
    assert 'role="group" tabindex="0" aria-labelledby="crosssell-7-title"' in html


def test_without_a_title_of_the_merchant_it_has_one() -> None:
    assert "You may also like" in words(html_of(plan_products(make_item(make_card()))))


def test_nothing_planned_is_nothing_shown() -> None:
    assert products(plan_products(), Facts.of(None)) is None


def test_pictures_keep_their_place_and_are_decoration() -> None:
    image = the(r"(<img [^>]+>)", html_of(plan_products(make_item(make_card(3)))))
    assert 'width="400"' in image
    assert 'height="300"' in image
    assert 'alt=""' in image
    assert 'src="/media/3.png"' in image


def test_a_product_without_a_picture_has_no_broken_one() -> None:
    assert "<img" not in html_of(plan_products(make_item(make_card(image_url=""))))


def test_the_button_posts_to_oscar_without_script_and_to_us_with_it() -> None:
    html = html_of(plan_products(make_item(make_card(12, "Tea"))))
    button = the(r"(<button .*?</button>)", html)
    assert 'formaction="/basket/add/12/"' in button
    assert 'name="product" value="12"' in button
    assert words(button) == "Add to basket : Tea"
    assert 'hx-post="/crosssell/add/"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html
    assert html.count("csrfmiddlewaretoken") == 1


def test_the_only_variant_is_added_as_such() -> None:
    card = make_card(12, choices=(make_choice(13, "Tea, 1 l", "4.00"),))
    html = html_of(plan_products(make_item(card)))
    assert 'formaction="/basket/add/13/"' in html
    assert 'value="13"' in html


def test_of_several_variants_one_is_chosen_on_the_page() -> None:
    choices = (make_choice(13, "1 l", "4.00"), make_choice(14, "2 l", "7.00"))
    html = html_of(plan_products(make_item(make_card(12, choices=choices, price_from=True))))
    assert "<button" not in html
    assert words(the(r"(<a class=\"crosssell-button.*?</a>)", html)) == "Choose : Tea"
    assert words(the(r"(<p class=\"crosssell-price\">.*?</p>)", html)) == "Price: from $4.00"


@pytest.mark.parametrize("more", [{"available": False}, {"price": None}])
def test_what_cannot_be_bought_only_leads_to_its_page(more: dict[str, Any]) -> None:
    html = html_of(plan_products(make_item(make_card(**more))))
    assert "<button" not in html
    assert "See the product" in words(html)


def test_no_price_is_said_in_words() -> None:
    assert "Not for sale now" in words(html_of(plan_products(make_item(make_card(price=None)))))


def test_the_reason_is_shown_and_counts_more_quietly() -> None:
    said = html_of(plan_products(make_item(make_card(), reason="Goes well with it")))
    assert '<p class="crosssell-reason">Goes well with it</p>' in said
    item = make_item(make_card(), reason="In 48 of 210 orders", together=48, orders=210)
    assert '<p class="crosssell-evidence">In 48 of 210 orders</p>' in html_of(plan_products(item))
    assert "crosssell-reason" not in html_of(plan_products(make_item(make_card())))


def test_the_compact_layout_says_the_reason_to_whoever_points_at_it() -> None:
    item = make_item(make_card(), reason='Goes "well" with it')
    html = html_of(plan_products(item, layout="compact"))
    assert ' title="Goes &quot;well&quot; with it">' in html
    assert "crosssell-reason" not in html
    assert "Add : Tea" in words(html)
    assert "title=" not in html_of(plan_products(make_item(make_card()), layout="compact"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_words_are_text(layout: str) -> None:
    bad = '"><script>alert(1)</script>'
    item = make_item(make_card(title=bad), reason=bad)
    html = html_of(plan_products(item, layout=layout, title=bad))
    assert "<script" not in html
    assert words(html).count(bad) >= 2


def test_ids_and_prices_for_machines_are_never_localised(settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    html = html_of(plan_products(make_item(make_card(1234567))))
    assert 'value="1234567"' in html
    assert "1,234,567" not in html
