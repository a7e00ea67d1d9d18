"""Every condition, filter, boost and strategy is filled in, saved, reopened and read."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import registry
from crosssell.core.args import dump
from crosssell.models import Rule
from tests.merchant import errors_of, rule_form, sign_in
from tests.rule_examples import Example, rule_shop, settings_of
from tests.rule_examples_shown import ALL, examples, told
from tests.sent import sent

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_rule_add")
# A rule has at most 20 rows of a kind.
MOST = 17
# By kind: the rows that hold it, and the part of the sentence that says it.
PLACES = {
    "conditions": ("conditions", "when"),
    "filters": ("filters", "never"),
    "boosts": ("boosts", "best"),
    "strategies": ("fallbacks", "backup"),
}


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def shop() -> dict[str, Any]:
    return rule_shop()


def filled_in(some: Sequence[Example], shop: dict[str, Any]) -> dict[str, Any]:
    """What the form sends with these examples of one kind in its rows."""
    rows = PLACES[some[0].kind][0]
    data = rule_form(**{f"{rows}-TOTAL_FORMS": str(len(some))})
    own = {"boosts": "weight", "fallbacks": "position"}.get(rows)
    for number, example in enumerate(some):
        prefix = f"{rows}-{number}-args-{example.code}"
        data |= {f"{rows}-{number}-code": example.code, f"{prefix}--shown": "1"}
        for name, value in dump(settings_of(example, shop)).items():
            if value is not None and value is not False:
                data[f"{prefix}-{name}"] = "on" if value is True else value
        if own:
            data[f"{rows}-{number}-{own}"] = str(number + 1)
    return data


def test_there_is_an_example_of_every_plugin() -> None:
    for kind, table in ALL.items():
        assert sorted(table) == [plugin.code for plugin in registry.all_of(kind)], kind
    assert (len(ALL["conditions"]), len(ALL["filters"])) == (34, 23)


@pytest.mark.parametrize(("kind", "start"), [
    (kind, start) for kind, table in ALL.items() for start in range(0, len(table), MOST)
])  # fmt: skip
def test_parts_are_filled_in_saved_reopened_and_read(
    client: Client, shop: dict[str, Any], kind: str, start: int
) -> None:
    some = list(examples(kind))[start : start + MOST]
    rows, place = PLACES[kind]
    response = client.post(ADD, filled_in(some, shop))
    assert response.status_code == 302, errors_of(response)
    rule = Rule.objects.get()
    saved = {row.code: row.args for row in getattr(rule, rows).all()}
    assert saved == {example.code: dump(settings_of(example, shop)) for example in some}

    url = reverse("admin:crosssell_rule_change", args=(rule.pk,))
    page = client.get(url)
    said = {part.code: part.text for part in page.context["parts"]}
    assert said[place] == told(some)
    # What stands in the fields is what was filled in: sent back untouched, it changes nothing.
    data = sent(page.content.decode(), "rule_form")
    for number, example in enumerate(some):
        for name in example.given:
            assert all(data[f"{rows}-{number}-args-{example.code}-{name}"]), (example.code, name)
    response = client.post(url, data | {"_continue": "1"}, follow=True)
    assert response.redirect_chain, errors_of(response)
    assert {row.code: row.args for row in getattr(rule, rows).all()} == saved
