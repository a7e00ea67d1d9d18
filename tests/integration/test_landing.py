"""A link with a token leads to its product or bundle: a click, once, with or without a script."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosssell.analytics.tracking import landing
from tests import shopdata
from tests.bundled import make_bundle
from tests.noted import back, shown, token
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


def land(client: Client, product: Any, *texts: str, **more: Any) -> Any:
    return client.get(product.get_absolute_url(), {"crosssell": list(texts)}, **more)


def test_on_its_own_page(visitor: Client, tea: Any) -> None:
    assert land(visitor, tea, token(subject_id=tea.pk)).status_code == 200
    assert back() == [("click", "product", tea.pk)]


def test_another_product_is_not_clicked(visitor: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup")
    land(visitor, tea, token(subject_id=cup.pk))
    land(visitor, tea, token("threshold", tea.pk))
    land(visitor, tea, token("widget", tea.pk))
    assert back() == []


def test_of_several_tokens_one_is_the_click(visitor: Client, tea: Any) -> None:
    land(
        visitor,
        tea,
        token(subject_id=1),
        token(subject_id=tea.pk),
        token(subject_id=tea.pk, rule=9),
    )
    assert back() == [("click", "product", tea.pk)]


def test_a_variant_is_its_familys(visitor: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    for named, page in ((milk, small), (small, milk), (small, large), (small, small)):
        land(visitor, page, token(subject_id=named.pk))
        assert back() == [("click", "product", named.pk)], (named, page)
    cup = shopdata.make_product("Cup")
    land(visitor, milk, token(subject_id=cup.pk))
    land(visitor, small, token(subject_id=cup.pk))
    assert back() == []


def test_a_product_of_a_bundle_that_was_shown(visitor: Client, tea: Any) -> None:
    category = shopdata.make_category("Cups")
    cup, pot = shopdata.make_product("Cup", category=category), shopdata.make_product("Pot")
    bundle = make_bundle(tea, category)
    for product in (tea, cup, pot):
        land(visitor, product, token("bundle", bundle.pk))
    assert back() == [("click", "bundle", bundle.pk)] * 2


def test_on_the_bundles_page(visitor: Client, tea: Any) -> None:
    bundle = make_bundle(tea, shopdata.make_product("Cup", "7.50"))
    text, page = token("bundle", bundle.pk), "/crosssell/bundles/tea-time/"
    html = visitor.get(page, {"crosssell": text}).content.decode()
    assert back() == [("click", "bundle", bundle.pk)]
    # Its form says where the set was found, but it is not seen there a second time.
    assert html.count(f'<input type="hidden" name="crosssell" value="{text}">') == 1
    assert "data-crosssell-token" not in html
    other = visitor.get(page, {"crosssell": token("bundle", bundle.pk + 1)}).content.decode()
    assert 'name="crosssell"' not in other
    assert back() == []


def test_another_choice_keeps_where_the_set_was_found(visitor: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    bundle = make_bundle(milk, shopdata.make_product("Cup", "7.50"))
    text = token("bundle", bundle.pk)
    address = "/crosssell/bundles/tea-time/set/"
    asked = {"crosssell": text, "part-1": large.pk, "place": "7"}
    html = visitor.get(address, asked).content.decode()
    assert f'name="crosssell" value="{text}"' in html
    assert f'data-crosssell-token="{text}"' in html
    sent = {"crosssell": text, "part-1": small.pk, "show": "1"}
    answer = visitor.post("/crosssell/bundles/tea-time/add/", sent)
    assert answer.url == f"/crosssell/bundles/tea-time/?crosssell={text}&part-1={small.pk}"
    assert back() == []
    sent["crosssell"] = "</script>"
    answer = visitor.post("/crosssell/bundles/tea-time/add/", sent)
    assert answer.url == f"/crosssell/bundles/tea-time/?part-1={small.pk}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user-agent": "Googlebot/2.1"},
        {"user-agent": AGENT, "Sec-Purpose": "prefetch;prerender"},
        {"user-agent": AGENT, "DNT": "1"},
    ],
)
def test_who_is_not_counted(client: Client, tea: Any, headers: dict[str, str]) -> None:
    land(client, tea, token(subject_id=tea.pk), headers=headers)
    bundle = make_bundle(tea)
    page = {"crosssell": token("bundle", bundle.pk)}
    client.get("/crosssell/bundles/tea-time/", page, headers=headers)
    assert (back(), shown()) == ([], [])


def test_neither_staff_nor_who_asks_for_the_head_alone(visitor: Client, tea: Any) -> None:
    visitor.head(tea.get_absolute_url(), {"crosssell": token(subject_id=tea.pk)})
    visitor.force_login(shopdata.make_user(is_staff=True))
    land(visitor, tea, token(subject_id=tea.pk))
    assert back() == []


def test_the_page_is_one_with_its_address_without_a_token(visitor: Client, tea: Any) -> None:
    text = token(subject_id=tea.pk)
    answer = visitor.get(tea.get_absolute_url(), {"a": "b c", "crosssell": text, "d": "1"})
    own = f"http://testserver{tea.get_absolute_url()}"
    assert answer["Link"] == f'<{own}?a=b+c&d=1>; rel="canonical"'
    assert land(visitor, tea, "none of ours")["Link"] == f'<{own}>; rel="canonical"'
    # To whoever follows a link that somebody has copied, too.
    bot = Client(headers={"user-agent": "Googlebot/2.1"})
    assert land(bot, tea, text)["Link"] == f'<{own}>; rel="canonical"'
    assert "Link" not in visitor.get(tea.get_absolute_url(), {"a": "b"})


def test_no_query_more_and_no_page_less(
    visitor: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(**query: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            answer = visitor.get(tea.get_absolute_url(), query)
        assert answer.status_code == 200
        return len([one for one in found if "crosssell_bufferedevent" not in one["sql"]])

    asked()
    without = asked()
    assert asked(crosssell=token(subject_id=tea.pk)) == without

    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(landing, "canonical", fail)
    assert asked(crosssell=token(subject_id=tea.pk)) == without
    monkeypatch.setattr(landing, "on_bundle", fail)
    make_bundle(tea)
    assert visitor.get("/crosssell/bundles/tea-time/").status_code == 200
