"""Back-tests in admin: start one, follow it, read its result, delete old ones."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell import tasks
from crosssell.models import BackTest
from tests import shopdata
from tests.learned import place, rule
from tests.merchant import messages_of, sign_in
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db
LIST = reverse("admin:crosssell_backtest_changelist")
START = reverse("admin:crosssell_backtest_add")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, **how: found.append((name, how["kwargs"]))
    )
    return found


@pytest.fixture
def made() -> Any:
    """A placement with a rule and a draft, and four orders of tea and cup."""
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    for number in range(4):
        shopdata.make_order(tea, cup, at=MIDDAY + timedelta(days=number))
    return place(
        rule("matrix", name="Live"), rule(name="Draft", active=False), title="Goes", max_items=1
    )


def result_page(row: BackTest) -> str:
    return reverse("admin:crosssell_backtest_change", args=(row.pk,))


def progress(client: Client, row: BackTest) -> dict[str, Any]:
    return client.get(reverse("admin:crosssell_backtest_progress", args=(row.pk,))).json()


def test_the_form_hands_the_test_to_the_worker(
    client: Client, made: Any, merchant: Any, sent: list[Any]
) -> None:
    form = client.get(START, {"placement": made.pk}).context["form"]
    assert (form["placement"].value(), form["orders"].value()) == (made.pk, 5_000)

    answer = client.post(START, {"placement": made.pk, "orders": "2"})

    row = BackTest.objects.get()
    assert answer.url == result_page(row)
    assert sent == [("crosssell.tasks.backtest", {"backtest_id": row.pk})]
    assert (row.placement, row.orders, row.user, row.state) == (made, 2, merchant, "waiting")
    assert row.asked == {
        "placement": "Product page: below the description: Goes",
        "rules": [{"name": "Live", "active": True}, {"name": "Draft", "active": False}],
    }


def test_the_result_is_told_in_words(client: Client, made: Any, sent: list[Any]) -> None:
    client.post(START, {"placement": made.pk, "orders": "1"})
    row = BackTest.objects.get()
    tasks.backtest(row.pk)

    answer = client.get(result_page(row))
    html = answer.content.decode()

    told = answer.context["told"]
    assert told.sources == ("These rules", "Live now", "Bestsellers")
    assert {line.name: [text for _source, text in line.by_source] for line in told.lines} == {
        "Hit rate": ["100.0 % ± 0.0 %", "0.0 % ± 0.0 %", "100.0 % ± 0.0 %"],
        "Empty": ["0.0 %", "100.0 %", "0.0 %"],
        "Short": ["0.0 %", "0.0 %", "0.0 %"],
        "Catalogue coverage": ["50.0 % (1)", "0.0 % (0)", "50.0 % (1)"],
        "Revenue of the hits": ["$4.00", "–", "$4.00"],
    }
    assert told.asked == (
        "1 order from June 4, 2026 to June 4, 2026. The rules learned from the 3 orders before."
    )
    assert "Asked was the page of one product of each order." in html
    assert "Not known: what was in stock then." in html
    assert "Live, Draft (draft)" in html
    assert "Nothing is live in this slot now" not in html
    assert "data-crosssell-progress" not in html
    assert "100.0 % ± 0.0 %" in client.get(LIST).content.decode()


def test_the_charts_are_named_and_bring_no_script(
    client: Client, made: Any, sent: list[Any]
) -> None:
    client.post(START, {"placement": made.pk, "orders": "1"})
    row = BackTest.objects.get()
    tasks.backtest(row.pk)

    hits, fill = client.get(result_page(row)).context["told"].charts

    assert '<title id="crosssell-hits-title">Hit rate</title>' in hits
    assert (
        '<desc id="crosssell-hits-desc">These rules 100.0 %, Live now 0.0 %, Bestsellers 100.0 %. '
        "The table holds the same figures.</desc>"
    ) in hits
    assert ' role="img" aria-labelledby="crosssell-fill-title crosssell-fill-desc">' in fill
    for chart in (hits, fill):
        assert chart.count("<svg") == 1
        assert "<script" not in chart
        assert "http" not in chart.replace("http://www.w3.org", "")


def test_without_anything_live_the_page_says_so(client: Client, made: Any, sent: list[Any]) -> None:
    made.active = False
    made.save()
    client.post(START, {"placement": made.pk, "orders": "1"})
    row = BackTest.objects.get()
    tasks.backtest(row.pk)

    html = client.get(result_page(row)).content.decode()

    assert "Nothing is live in this slot now, so there is nothing live beside it." in html
    assert "Goes (draft)" in html


def test_a_rule_offers_its_own_placements(client: Client, made: Any) -> None:
    other = place(rule(name="Other"), slot="home.below_hero")
    own = made.rules.get(name="Draft")
    alone = rule(name="Alone")

    def offered(query: dict[str, Any]) -> list[Any]:
        return list(client.get(START, query).context["form"].fields["placement"].queryset)

    assert offered({"rule": own.pk}) == [made]
    assert client.get(START, {"rule": own.pk}).context["form"]["placement"].value() == made.pk
    assert set(offered({})) == {made, other}
    html = client.get(START, {"rule": alone.pk}).content.decode()
    assert "There is no placement to test: put the rule in a placement first." in html
    page = client.get(reverse("admin:crosssell_rule_change", args=(own.pk,))).content.decode()
    assert f'href="{START}?rule={own.pk}"' in page
    page = client.get(reverse("admin:crosssell_placement_change", args=(made.pk,)))
    assert f'href="{START}?placement={made.pk}"' in page.content.decode()


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"orders": "0"}, "orders", "Ensure this value is greater than or equal to 1."),
        ({"orders": "50001"}, "orders", "Ensure this value is less than or equal to 50000."),
        ({"orders": "<b>"}, "orders", "Enter a whole number."),
        ({"orders": "9" * 5_000}, "orders", "Enter a whole number."),
        ({"placement": ""}, "placement", "This field is required."),
        (
            {"placement": "1\x00"},
            "placement",
            "Null characters are not allowed.",
        ),
        (
            {"placement": "9" * 30},
            "placement",
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ],
)
def test_what_cannot_be_started_says_why(
    client: Client, made: Any, data: dict[str, str], field: str, words: str
) -> None:
    answer = client.post(START, {"placement": made.pk, "orders": "2"} | data)

    assert answer.context["form"].errors[field] == [words]
    assert not BackTest.objects.exists()


def test_one_at_a_time(client: Client, made: Any, sent: list[Any]) -> None:
    row = BackTest.objects.create(placement=made, orders=2)

    answer = client.post(START, {"placement": made.pk, "orders": "2"})

    assert messages_of(answer) == ["A back-test is under way already. Wait until it has ended."]
    assert BackTest.objects.get() == row
    BackTest.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert client.post(START, {"placement": made.pk, "orders": "2"}).status_code == 302
    assert len(sent) == 1


def test_progress_is_told_until_it_has_ended(client: Client, made: Any) -> None:
    row = BackTest.objects.create(placement=made, orders=2)
    assert progress(client, row) == {
        "id": row.pk, "state": "waiting", "words": "Waiting", "progress": 0, "going": True,
    }  # fmt: skip
    assert "data-crosssell-progress" in client.get(result_page(row)).content.decode()
    BackTest.objects.update(created_at=timezone.now() - timedelta(seconds=21))
    assert progress(client, row)["words"] == (
        "No worker has taken it yet. Is the Celery worker running?"
    )
    BackTest.objects.update(state="running", progress=130, stage="Replaying orders")
    found = progress(client, row)
    assert (found["words"], found["progress"]) == ("Running: Replaying orders", 100)
    BackTest.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert progress(client, row)["going"] is False
    assert "This back-test was broken off" in client.get(result_page(row)).content.decode()
    assert "Broken off" in client.get(LIST).content.decode()


def test_a_failed_one_says_why_and_old_ones_are_deleted(client: Client, made: Any) -> None:
    row = BackTest.objects.create(
        placement=None, orders=2, state="failed", error="No <b>orders</b>.", user=None
    )
    for page in (LIST, result_page(row)):
        html = client.get(page).content.decode()
        assert "No &lt;b&gt;orders&lt;/b&gt;." in html
        assert "<b>orders" not in html
    delete = reverse("admin:crosssell_backtest_delete", args=(row.pk,))
    assert client.post(delete, {"post": "yes"}).url == LIST
    row = BackTest.objects.create(placement=made, orders=2)
    client.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert not BackTest.objects.exists()


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for number in (1, 2**63, 10**30):
        url = reverse("admin:crosssell_backtest_progress", args=(number,))
        assert client.get(url).status_code == 404
    for name in ("1", "x", "9" * 30):
        url = reverse("admin:crosssell_backtest_change", args=(name,))
        assert client.get(url).status_code == 404
    for odd in ("x", "-1", "9" * 40, "1\x00"):
        assert client.get(START, {"rule": odd, "placement": odd}).status_code == 200
