"""Whatever stands anywhere in a file is refused in words, or imported and then unchanged."""

import copy
import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosssell import registry, transfer
from crosssell.core.args import specs
from crosssell.models import MatrixEntry, Preference
from tests.learned import place, rule
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
LIMITS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        ["gone:1", "slug:", "slug:tea#0", "#1", "food", "food#1", "2026-01-01T00:00:00Z",
         "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x" * 600, "T000001"]
    ),
    st.recursive(
        st.integers(0, 3),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=4), part),
        max_leaves=6,
    ),
)  # fmt: skip


@pytest.fixture
def document() -> dict[str, Any]:
    tea, food = make_product("Tea"), make_category("Food")
    place(
        rule(
            "bestsellers",
            conditions=[("in_category", {"categories": [food.pk]}, True)],
            fallbacks=[("matrix", {})],
            filters=[("excluded_products", {"products": [tea.pk]}), ("relative_price", {})],
            boosts=[("score", {}, 5)],
            pins=[(tea, 1)],
        ),
        title="T",
    )
    Preference.objects.create(product=tea, weight=5)
    MatrixEntry.objects.create(main_product=tea, companion_category=food)
    return json.loads(transfer.export())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a document."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in items if isinstance(value, (dict, list)) else ():
        found += places(one, (*path, name)) if isinstance(one, (dict, list)) else [(*path, name)]
    return found


@LIMITS
@given(data=st.data())
def test_anything_anywhere_is_refused_or_imported(document: dict[str, Any], data: Any) -> None:
    odd = copy.deepcopy(document)
    for _time in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(places(odd)))
        target = odd
        for name in above:
            target = target[name]
        target[last] = data.draw(ODD)
    content = json.dumps(odd).encode()
    before = transfer.export()

    plan = transfer.check(content)

    assert transfer.export() == before
    assert all(isinstance(error, str) and error for error in plan.errors)
    if plan.errors:
        with pytest.raises(transfer.CannotImport):
            transfer.import_rules(content)
        assert transfer.export() == before
        return
    mark = transaction.savepoint()
    transfer.import_rules(content)
    again = transfer.check(content)
    assert (again.errors, again.count("added"), again.count("changed")) == ((), 0, 0)
    own = transfer.check(transfer.export().encode())
    assert (own.errors, own.count("added"), own.count("changed")) == ((), 0, 0)
    transaction.savepoint_rollback(mark)


@pytest.mark.parametrize("kind", ["conditions", "filters", "boosts", "strategies"])
def test_every_plugin_of_defaults_round_trips(kind: str) -> None:
    codes = [
        plugin.code
        for plugin in registry.all_of(kind)
        if not any(spec.required and not spec.optional for spec in specs(plugin.args))
    ]
    if kind == "strategies":
        for code in codes:
            rule(code, name=code)
    else:
        parts: Any = {kind: [(code, {}, 5) if kind == "boosts" else (code, {}) for code in codes]}
        rule(**parts)
    text = transfer.export()
    plan = transfer.check(text.encode())
    assert plan.errors == ()
    assert plan.count("same") == len(plan.changes) > 0
    assert json.loads(text)["rules"]
