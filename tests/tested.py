"""Tests (experiments) for tests, and visitors in a part of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from crosssell import buffer, experiments
from crosssell.analytics.rollup import exposures
from crosssell.core.experiments import variant_of
from crosssell.models import Bundle, Experiment, Exposure, Placement, Rule, Threshold, Variant
from tests import shopdata
from tests.learned import learn, place, rule
from tests.visitor import browser

STARTED = datetime(2026, 6, 1, 8, tzinfo=UTC)
RELATIONS = {Placement: "placements", Rule: "rules", Bundle: "bundles", Threshold: "thresholds"}


def make_experiment(
    shown: Mapping[str, Any] | Any,
    *,
    holdout: int = 500,
    shares: Sequence[int] = (),
    live: bool = True,
    at: datetime = STARTED,
    name: str = "Test",
    **fields: Any,
) -> Experiment:
    """Return a test, live since ``at`` unless not ``live``.

    ``shown`` is by the variant's name what it holds (a row or a list of rows); a row alone is what
    the one variant "Shown" holds. ``shares`` are theirs, in thousandths: without them what the
    ``holdout`` (0: none) leaves is shared evenly.
    """
    of = shown if isinstance(shown, Mapping) else {"Shown": shown}
    made = Experiment.objects.create(name=name, **fields)
    each = list(shares) or [(1000 - holdout) // len(of)] * len(of)
    for order, ((title, things), share) in enumerate(zip(of.items(), each, strict=True)):
        variant = Variant.objects.create(
            experiment=made, name=title, position=10 * order, share=share
        )
        for one in things if isinstance(things, list) else [things]:
            getattr(variant, RELATIONS[type(one)]).add(one)
    if holdout:
        Variant.objects.create(
            experiment=made, name="Holdout", position=900, share=holdout, holdout=True
        )
    if live:
        experiments.start(made, at)
    return made


def part(experiment: Experiment, name: str) -> Variant:
    """The variant of that name."""
    return experiment.variants.get(name=name)


def bucket_in(experiment: Experiment, name: str) -> int:
    """A bucket whose visitors are in the variant of that name."""
    wanted = part(experiment, name).pk
    return next(bucket for bucket in range(1000) if variant_in(experiment, bucket) == wanted)


def variant_in(experiment: Experiment, bucket: int) -> int | None:
    """The variant of visitors with that bucket in a live test; None where they are not in it."""
    [test] = {one for one in experiments.live.tests().values() if one.id == experiment.pk}
    return variant_of(bucket, test.salt, test.shares)


def session_of(bucket: int, unit: int = 7, met: Sequence[int] = ()) -> dict[str, Any]:
    """What the session of a visitor with this bucket holds."""
    return {"unit": unit, "bucket": bucket, "met": list(met)}


def visitor_in(experiment: Experiment, name: str, unit: int = 7, met: bool = False) -> Client:
    """A browser whose visitor is in the variant of that name; ``met``: exposed before."""
    client = browser()
    become(client, experiment, name, unit, met)
    return client


def become(
    client: Client, experiment: Experiment, name: str, unit: int = 7, met: bool = False
) -> None:
    """From now on the visitor is in the variant of that name."""
    session = client.session
    known = [experiment.pk] if met else []
    session[experiments.parts.KEY] = session_of(bucket_in(experiment, name), unit, known)
    session.save()


def kept_of(client: Client) -> dict[str, Any] | None:
    """What the visitor's session holds of tests; None where nothing."""
    found: dict[str, Any] | None = client.session.get(experiments.parts.KEY)
    return found


def make_shelf() -> Placement:
    """A placement of the home page, called "Best", that shows something."""
    learn(best=[shopdata.make_product("Assam")])
    return place(rule("bestsellers", {"window": 28}), slot="home.bottom", title="Best")


def shows(client: Client, **headers: Any) -> bool:
    """Whether the home page has the shelf."""
    html = client.get("/", headers=headers).content.decode()
    return bool(re.search(r"Best\s*</h2>", html))


def stored() -> list[tuple[int, int, int]]:
    """Test, variant and visitor of all exposures, with those that wait to be rolled up."""
    buffer.drain(exposures.KIND, exposures.store)
    rows = Exposure.objects.order_by("pk")
    return list(rows.values_list("experiment_id", "variant_id", "unit"))
