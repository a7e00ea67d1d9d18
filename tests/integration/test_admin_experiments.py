"""The form of a test: the usual cases, what is refused, and drafts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.admin.experiments.cases import cases
from crosssell.models import Experiment, Variant
from tests.laddered import make_threshold, tier
from tests.learned import place, rule
from tests.merchant import errors_of, sign_in
from tests.testforms import experiment_form, part_row

pytestmark = pytest.mark.django_db
ADD = "admin:crosssell_experiment_add"
LIST = "admin:crosssell_experiment_changelist"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def part_errors(response: Any) -> list[dict[str, list[str]]]:
    """The errors of each part, then those of the parts together."""
    (rows,) = response.context["inline_admin_formsets"]
    return [*rows.formset.errors, {"all": list(rows.formset.non_form_errors())}]


def test_the_usual_tests_are_offered_and_filled_in(client: Client) -> None:
    widget = place(rule(name="By rule"), title="Goes well")
    url = reverse(ADD)

    page = client.get(url)
    assert [one.question for one in page.context["cases"]] == [one.question for one in cases()]
    page = client.get(url, {"about": "placement", "chosen": widget.pk})
    assert page.context["about"] == "Goes well · Product page: below the description"
    (case,) = page.context["cases"]
    assert f"?case={case.code}&amp;chosen={widget.pk}" in page.content.decode()

    page = client.get(url, {"case": case.code, "chosen": widget.pk})
    assert page.context["adminform"].form.initial["name"] == "With and without “Goes well”"
    (rows,) = page.context["inline_admin_formsets"]
    assert [form.initial for form in rows.formset.extra_forms] == [
        {"name": "With it", "per_cent": 90, "holdout": False, "placements": [widget.pk]},
        {"name": "Without it", "per_cent": 10, "holdout": True},
    ]


def test_an_empty_test_and_one_about_nothing_have_an_empty_form(client: Client) -> None:
    for query in ({"case": "empty"}, {"case": "placement", "chosen": "99"}, {"case": "x\x00"}):
        page = client.get(reverse(ADD), query)
        assert page.status_code == 200
        assert page.context["adminform"].form.initial.get("name", "") == ""


def test_a_test_of_two_rules_is_saved_as_it_was_sent(client: Client) -> None:
    one, other = rule(name="One"), rule(name="Other")
    data = experiment_form(
        part_row("A", "66.7", rules=[one]), part_row("B", "33.3", rules=[other]),
        note="Why", currency="eur", _check="1",
    )  # fmt: skip

    response = client.post(reverse(ADD), data)

    test = Experiment.objects.get()
    assert response.url == reverse("admin:crosssell_experiment_start", args=(test.pk,))
    assert (test.name, test.note, test.smallest_lift) == ("Does it help?", "Why", 5)
    assert (test.state, test.currency) == ("draft", "EUR")
    assert [(v.name, v.share, v.position, v.holdout) for v in test.variants.all()] == [
        ("A", 667, 10, False),
        ("B", 333, 20, False),
    ]
    assert [list(v.rules.all()) for v in test.variants.all()] == [[one], [other]]


def test_a_draft_is_changed(client: Client) -> None:
    one, bar = rule(name="One"), make_threshold(tier("35"))
    client.post(
        reverse(ADD), experiment_form(part_row("A", "90", rules=[one]), part_row("H", "10", True))
    )
    test = Experiment.objects.get()
    first, second = test.variants.all()
    url = reverse("admin:crosssell_experiment_change", args=(test.pk,))
    html = client.get(url).content.decode()
    assert 'value="90"' in html
    assert "One" in html
    data = experiment_form(
        part_row("A", "75", rules=[one], thresholds=[bar]) | {"id": first.pk},
        part_row("H", "25", True) | {"id": second.pk},
        **{"variants-INITIAL_FORMS": "2", "seen": test.updated_at.isoformat()},
    )  # fmt: skip

    assert client.post(url, data).status_code == 302

    first.refresh_from_db()
    assert (first.share, list(first.rules.all())) == (750, [one])
    assert list(first.thresholds.all()) == [bar]
    assert Variant.objects.get(pk=second.pk).share == 250
    # Somebody else's page of before does not win.
    assert client.post(url, data | {"name": "Mine"}).status_code == 200
    assert Experiment.objects.get().name == "Does it help?"


def test_what_is_wrong_is_said_where_it_is(client: Client) -> None:
    one = rule(name="One")

    def refused(*parts: dict[str, Any]) -> list[Any]:
        response = client.post(reverse(ADD), experiment_form(*parts))
        assert response.status_code == 200
        assert not Experiment.objects.exists()
        return part_errors(response)

    shown = part_row("A", "90", rules=[one])
    assert refused(shown)[-1] == {
        "all": ["A test needs two parts at least: what is tried, and what it is compared with."]
    }
    assert refused(shown, part_row("H", "20", True))[-1] == {
        "all": ["The shares come to 110 %. They must come to 100 %."]
    }
    assert refused(shown, part_row("H", "10", True, rules=[one]))[1] == {
        "holdout": ["A holdout sees none: remove what is chosen here, or untick this."]
    }
    assert refused(shown, part_row("B", "10"))[1] == {
        "__all__": ["Choose what these visitors see, or tick that they see none of it."]
    }
    assert refused(shown, part_row("B", "10", rules=[one]))[1] == {
        "rules": ["Another part holds this too. Let only one of them do."]
    }
    half = part_row("H", "5", True)
    assert refused(shown, half, half | {"name": "I"})[2] == {
        "holdout": ["Only one part can be the holdout."]
    }
    assert refused(part_row("H", "50", True), part_row("I", "50", True))[-1] == {
        "all": ["One part must see something."]
    }
    assert refused(part_row("A", "100", rules=[one]), part_row("H", "0", True))[:2] == [
        {"per_cent": ["Ensure this value is less than or equal to 99.9."]},
        {"per_cent": ["Ensure this value is greater than or equal to 0.1."]},
    ]
    gone = {"name": "A", "per_cent": "90", "rules": ["99"]}
    assert refused(gone, half)[0] == {
        "rules": ["There is nothing with the number 99 any more. Please remove it."]
    }


def test_a_name_is_there_once(client: Client) -> None:
    parts = (part_row("A", "90", rules=[rule()]), part_row("H", "10", True))
    client.post(reverse(ADD), experiment_form(*parts))

    response = client.post(reverse(ADD), experiment_form(*parts))

    assert errors_of(response) == {"name": ["Test with this Name already exists."]}
