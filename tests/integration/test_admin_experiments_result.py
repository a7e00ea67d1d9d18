"""What the page of a test says: verdicts, tables, the guardrail, notes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell import experiments
from crosssell.analytics import results
from crosssell.models import Experiment, Exposure, MeasuredOrder
from tests.exposed import buying, measured
from tests.learned import rule
from tests.merchant import sign_in
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db
LIST = "admin:crosssell_experiment_changelist"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def begun(shown: Any = None, **fields: Any) -> Experiment:
    fields.setdefault("at", timezone.now() - timedelta(days=20))
    return make_experiment(shown or rule(), planned=20_000, **fields)


def told(client: Client, test: Experiment) -> Any:
    """What the page tells."""
    return page_of(client, test).context["told"]


def page_of(client: Client, test: Experiment) -> Any:
    response = client.get(reverse("admin:crosssell_experiment_change", args=(test.pk,)))
    assert response.status_code == 200
    return response


def test_a_clear_gain_is_said_first(client: Client) -> None:
    test = begun()
    buying(part(test, "Shown"), 1_000, 600, "20.00", margin="4.000")
    buying(part(test, "Holdout"), 1_000, 300, "20.00", margin="4.000")

    page = page_of(client, test)
    (one,) = page.context["told"].compared

    assert one.said.sentence == (
        "Visitors who saw it spent 100.0 % more. That is more than chance would do."
    )
    assert one.said.next == "End the test: then everybody sees it."
    rows = {line.metric: (line.base, line.own, line.difference, line.lift) for line in one.lines}
    assert rows == {
        "revenue": ("$6.00", "$12.00", "+$6.00", "+100.0 %"),
        "conversion": ("30.00 %", "60.00 %", "+30.00", "+100.0 %"),
        "order_value": ("$20.00", "$20.00", "$0.00", "0.0 %"),
        "items": ("1.00", "1.00", "0.00", "0.0 %"),
        "margin": ("$1.20", "$2.40", "+$1.20", "+100.0 %"),
        "checkout": ("–", "–", "–", "–"),
    }
    result = results.results_of([test])[test.pk]
    revenue = result.variants[0].figure("revenue")
    assert revenue is not None
    assert revenue.lift_low is not None
    assert one.lines[0].lift_range.startswith(f"({revenue.lift_low * 100:.1f} to ")
    html = page.content.decode()
    assert "The visitors are split as planned (p = " in html
    assert "Waudby-Smith" in html
    assert "Sample figures" not in html
    assert ">End the test<" in html


def test_words_for_every_verdict(client: Client) -> None:
    def said(shown: int, holdout: int, visitors: int = 1_000, **fields: Any) -> tuple[str, str]:
        Experiment.objects.update(state="ended")
        test = begun(name=f"Test {Experiment.objects.count()}", **fields)
        buying(part(test, "Shown"), visitors, shown, "20.00")
        buying(part(test, "Holdout"), 1_000, holdout, "20.00")
        (one,) = told(client, test).compared
        assert bool(one.lines) == (one.said.code not in ("broken", "too_early"))
        return one.said.code, one.said.sentence

    assert said(300, 600) == (
        "worse", "Visitors who saw it spent 50.0 % less. That is more than chance would do.",
    )  # fmt: skip
    code, sentence = said(310, 300)
    assert code == "uncertain"
    assert sentence.startswith("Not clear yet: at this pace it takes more than a year. So far ")
    code, sentence = said(310, 300, smallest_lift=25)
    assert code == "uncertain"
    days = results.results_of([Experiment.objects.latest("pk")]).popitem()[1].days_left
    assert days is not None
    assert 1 < days < 366
    assert sentence.startswith(f"Not clear yet: about {days} more days. So far ")
    assert sentence.endswith("So far visitors who saw it spent 3.2 % more, which may be chance.")
    code, sentence = said(300, 300, smallest_lift=90)
    assert code == "no_difference"
    assert sentence.startswith(
        "It makes no difference that matters to you. Visitors who saw it spent as much; the true "
    )
    code, sentence = said(10, 10, smallest_lift=90)
    assert code == "too_early"
    # 10 buyers in 20 days: 150 take 280 days more, and a moment.
    assert sentence.replace("281", "280") == (
        "Not enough data yet: about 280 more days. Nothing is said before each part has 500 "
        "visitors and 150 buyers."
    )
    code, sentence = said(300, 300, visitors=700)
    assert code == "broken"
    assert sentence.startswith("Do not trust this test")


def test_a_worse_checkout_is_red(client: Client) -> None:
    test = begun()
    for name, done in (("Shown", 200), ("Holdout", 400)):
        units = buying(part(test, name), 1_000, done, "20.00")
        Exposure.objects.filter(unit__in=units[:500]).update(checkout_at=test.started_at)

    page = page_of(client, test)

    (one,) = page.context["told"].compared
    assert one.said.guard.startswith("Fewer checkouts were completed: 40.0 of 100 in “Shown”, 80.0")
    assert 'class="is-checkout is-bad"' in page.content.decode()


def test_what_is_left_out_is_said(client: Client) -> None:
    test = begun()
    units = buying(part(test, "Shown"), 600, 200, "20.00")
    buying(part(test, "Holdout"), 600, 200, "20.00")
    at = test.started_at
    assert at is not None
    for unit, code in zip(units, ("EUR", "EUR", "GBP"), strict=False):
        measured(unit, "9.00", at, currency=code).save()

    notes = told(client, test).notes

    assert notes == (
        "Orders in other currencies are left out: 2 in EUR, 1 in GBP.",
        "The margin is not told, because the cost of some goods is not known.",
    )


def test_without_orders_no_cost_is_missed(client: Client) -> None:
    assert told(client, begun()).notes == ()


def test_several_parts_are_compared_with_the_first(client: Client) -> None:
    test = begun({"A": rule(), "B": rule(), "C": rule()}, holdout=0, shares=(400, 300, 300))
    for name, number, buyers in (("A", 800, 200), ("B", 600, 400), ("C", 600, 150)):
        buying(part(test, name), number, buyers, "20.00")

    found = told(client, test)

    assert found.base == "A"
    assert [one.said.sentence.split(" spent")[0] for one in found.compared] == [
        "Visitors of “B”, beside those of “A”,",
        "Not clear yet: at this pace it takes more than a year. So far visitors of “C”, beside "
        "those of “A”,",
    ]
    assert "Bonferroni" in found.notes[-1]
    assert results.results_of([test])[test.pk].alpha == 0.025


def test_the_result_of_an_ended_test_is_what_was_kept(client: Client) -> None:
    test = begun(at=timezone.now() - timedelta(days=30))
    buying(part(test, "Shown"), 1_000, 600, "20.00")
    buying(part(test, "Holdout"), 1_000, 300, "20.00")
    experiments.end(test, timezone.now() - timedelta(hours=2))
    before = told(client, test)
    assert results.keep_ended() == 1

    Exposure.objects.all().delete()
    MeasuredOrder.objects.all().delete()

    after = told(client, test)
    assert after == before
    assert after.compared[0].said.next == "Leave it on."


def test_a_sample_says_so(client: Client) -> None:
    test = begun(sample=True)
    html = page_of(client, test).content.decode()
    assert "<strong>Sample figures</strong>" in html
    assert ">End the test<" not in html
    assert "Sample figures" in client.get(reverse(LIST)).content.decode()
