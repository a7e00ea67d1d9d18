"""What stands beside figures: that some were made up, and what a holdout says."""

from datetime import date, timedelta

import pytest

from crosssell.analytics.reports import Query, Row, report, trend
from crosssell.core.figures import Sums
from crosssell.models import Attribution, Placement, RewardUse
from tests import reported
from tests.tested import make_experiment

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
QUERY = Query(DAY, DAY + timedelta(days=6), "USD")


@pytest.fixture
def shelf() -> Placement:
    return Placement.objects.create(slot="product.below_description", title="Goes well")


@pytest.mark.parametrize("table", ["count", "attribution", "reward", "order"])
def test_a_made_up_row_anywhere_is_told(shelf: Placement, table: str) -> None:
    reported.shown(shelf, DAY, (5, 0, 0, 0), sample=table == "count", subject="bundle")
    order = reported.owing(shelf, DAY, "5.00", subject="bundle")
    reward = RewardUse.objects.create(
        measured=order, subject="bundle", subject_id=7, name="", day=DAY, currency="USD",
        revenue=5, cost=1,
    )  # fmt: skip
    clean = report(QUERY, "placement")
    if table != "count":
        assert (clean.sample, clean.rows[0].sample) == (False, False)
        model = {"attribution": Attribution, "reward": type(reward), "order": type(order)}[table]
        model.objects.update(sample=True)
    by = "total" if table == "order" else "placement"
    found = report(QUERY, by)
    assert (found.sample, found.total.sample, found.rows[0].sample) == (True, True, True)
    assert trend(QUERY).sample


def test_beside_every_revenue_stands_what_a_holdout_says(shelf: Placement) -> None:
    other = Placement.objects.create(slot="home.top")
    for one in (shelf, other):
        reported.shown(one, DAY, (5, 0, 0, 0))
    make_experiment(shelf)
    found = {row.key: row for row in report(QUERY, "placement").rows}
    said = found[str(shelf.pk)]
    assert said.tested.startswith("test is live")
    assert said.answer is not None
    assert (found[str(other.pk)].tested, found[str(other.pk)].answer) == ("not tested", None)
    one = Query(DAY, DAY, "USD", placements=(shelf.pk,))
    assert report(one, "product").total.tested == trend(one).tested == said.tested
    both = Query(DAY, DAY, "USD", placements=(shelf.pk, other.pk))
    assert report(both, "product").total.tested == trend(both).tested == "not tested"
    with pytest.raises(ValueError, match="must say whether it was tested"):
        Row("1", "", Sums(), {}, tested="")
