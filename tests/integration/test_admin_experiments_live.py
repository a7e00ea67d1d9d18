"""Starting, ending and copying a test, and how long it takes."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.core.experiments import visitors_needed
from crosssell.models import Experiment, MeasuredOrder
from tests.exposed import buying, measured
from tests.learned import place, rule
from tests.merchant import messages_of, placement_form, sign_in
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def draft() -> Experiment:
    return make_experiment(rule(name="One"), holdout=100, live=False, name="Does it help?")


def url(name: str, test: Experiment) -> str:
    return reverse(f"admin:crosssell_experiment_{name}", args=(test.pk,))


def sold(number: int) -> None:
    """So many orders in the last 30 days, of 10, 20 and 30 dollars in turn."""
    now = timezone.now()
    MeasuredOrder.objects.bulk_create(
        measured(0, str(10 * (place % 3 + 1)), now - timedelta(days=29.5 - place * 29 / number))
        for place in range(number)
    )


def rounded(visitors: int) -> str:
    """To the next ten thousand, of some millions."""
    return f"{-(-visitors // 10_000) * 10_000:,}"


def test_a_test_is_checked_started_and_ended(client: Client, draft: Experiment) -> None:
    html = client.get(url("start", draft)).content.decode()
    assert "90 % · Shown" in html
    assert "rule: “One”" in html
    assert "none of it (the holdout)" in html
    assert "How long it takes is not known." in html
    assert "It cannot start yet" not in html

    response = client.post(url("start", draft))
    draft.refresh_from_db()
    assert response.url == url("change", draft)
    assert (draft.state, draft.currency, draft.planned) == ("live", "USD", 0)
    assert messages_of(response) == [
        "“Does it help?” is live. Visitors are counted from their next page on."
    ]
    # It is what it is now: neither started again, nor changed, nor deleted.
    assert client.get(url("start", draft)).url == url("change", draft)
    assert client.post(url("change", draft), {"name": "x"}).status_code == 403
    assert client.post(url("delete", draft), {"post": "yes"}).status_code == 403
    page = client.get(url("change", draft)).content.decode()
    assert "Locked while it is live" in page
    assert 'name="_save"' not in page

    assert "End this test for good?" in client.get(url("end", draft)).content.decode()
    draft.refresh_from_db()
    assert draft.state == "live"
    assert client.post(url("end", draft)).url == url("change", draft)
    draft.refresh_from_db()
    assert draft.state == "ended"
    at = draft.ended_at
    client.post(url("end", draft))
    draft.refresh_from_db()
    assert draft.ended_at == at
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Started.", "Ended."]
    assert "Ended." in client.get(url("history", draft)).content.decode()


def test_what_stands_in_the_way_is_said(client: Client) -> None:
    one = rule(name="One")
    make_experiment(one, name="Before")
    test = make_experiment(one, live=False, name="After")

    html = client.get(url("start", test)).content.decode()
    assert "“One” is in the live test “Before”." in html
    assert "disabled" in html.split('value="Start the test"')[1].split(">")[0]
    response = client.post(url("start", test))
    assert messages_of(response) == ["“One” is in the live test “Before”."]
    test.refresh_from_db()
    assert test.state == "draft"


def test_visitors_told_by_the_merchant_make_a_plan(client: Client, draft: Experiment) -> None:
    sold(300)
    # 30 days of 1,000 visitors: 300 orders of 20 dollars on average.
    mean, squares = 300 * 20 / 30_000, 100 * (100 + 400 + 900) / 30_000
    needed = visitors_needed(mean, (squares - mean**2) ** 0.5, 0.1, 0.05, buying=0.01)

    plan = client.get(url("start", draft), {"a_day": "1000"}).context["plan"]
    assert plan.long
    assert plan.sentence.startswith(f"About {rounded(needed)} visitors: more than a year")
    assert "With 1,000 visitors a day" in plan.why
    assert "1.0 % of the visitors order, $20.00 an order" in plan.why
    Experiment.objects.update(smallest_lift=40)
    plan = client.get(url("start", draft), {"a_day": "1000"}).context["plan"]
    assert plan.sentence == "About 165,000 visitors, 165 days at your present traffic."
    Experiment.objects.update(smallest_lift=5)
    client.post(url("start", draft), {"a_day": "1000"})
    draft.refresh_from_db()
    assert draft.planned == needed


@pytest.mark.parametrize("wrong", ["0", "-3", "x", "9" * 30])
def test_a_wrong_number_of_visitors_starts_nothing(
    client: Client, draft: Experiment, wrong: str
) -> None:
    for ask in (client.get, client.post):
        page = ask(url("start", draft), {"a_day": wrong})
        assert page.status_code == 200
        assert page.context["form"].errors
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_few_orders_are_no_plan(client: Client, draft: Experiment) -> None:
    sold(29)

    plan = client.get(url("start", draft), {"a_day": "1000"}).context["plan"]

    assert not plan.known
    assert plan.why.startswith("The shop has 29 orders in USD of the last 90 days; 30 are needed")


def test_an_earlier_test_tells_how_many_visitors_come(client: Client, draft: Experiment) -> None:
    before = make_experiment(
        rule(name="Two"), at=timezone.now() - timedelta(days=10), name="Before"
    )
    for name in ("Shown", "Holdout"):
        buying(part(before, name), 5_000, 150, "20.00")
    # A busier test that is a sample tells nothing.
    at = timezone.now() - timedelta(days=2)
    sample = make_experiment(rule(), at=at, name="Sample", sample=True)
    buying(part(sample, "Holdout"), 9_000, 9, "20.00", sample=True)

    plan = client.get(url("start", draft)).context["plan"]

    mean, squares = 300 * 20 / 10_000, 100 * (100 + 400 + 900) / 10_000
    needed = visitors_needed(mean, (squares - mean**2) ** 0.5, 0.1, 0.05, buying=0.03)
    assert plan.sentence.startswith(f"About {rounded(needed)} visitors: more than a year")
    assert "As in your latest test: 1,000 visitors a day, 3.0 % of them order" in plan.why


def test_a_copy_is_a_draft_of_the_same_parts(client: Client) -> None:
    one = rule(name="One")
    test = make_experiment(one, holdout=200, name="Live", smallest_lift=7, note="Why")

    response = client.post(url("copy", test))

    made = Experiment.objects.get(state="draft")
    assert response.url == url("change", made)
    assert (made.name, made.smallest_lift, made.note) == ("Copy of Live", 7, "Why")
    assert (made.started_at, made.planned, made.result) == (None, 0, {})
    assert [(v.name, v.share, v.holdout, list(v.rules.all())) for v in made.variants.all()] == [
        ("Shown", 800, False, [one]),
        ("Holdout", 200, True, []),
    ]
    assert client.get(url("copy", test)).status_code == 405


def test_whoever_changes_what_is_tested_is_warned(client: Client) -> None:
    widget = place(rule(), title="Goes well")
    address = reverse("admin:crosssell_placement_change", args=(widget.pk,))

    def said(**changes: Any) -> list[str]:
        form = placement_form(rules=[str(one.pk) for one in widget.rules.all()], **changes)
        return [text for text in messages_of(client.post(address, form)) if "live test" in text]

    make_experiment(widget, live=False, name="Draft")
    assert said(title="New") == []
    make_experiment(widget, name="Live")
    assert said(title="Newer") == [
        "“Newer” is in the live test “Live”, whose figures are of before and after your change "
        "now. If the change is large, end the test and start a copy of it."
    ]
