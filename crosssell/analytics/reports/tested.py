"""What a holdout says of a row: reports show no revenue without it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from crosssell.analytics.reports.asking import Query
from crosssell.analytics.results import Answer, answers
from crosssell.core.figures import PLACEMENT
from crosssell.experiments import KINDS


def not_tested() -> str:
    """The words for what was in no test."""
    return _("not tested")


def answers_of(by: str, keys: Collection[Any]) -> dict[Any, Answer]:
    """The answers by key, of those that were tested. Slots, strategies and products never are."""
    return answers(by, [key for key in keys if key]) if by in KINDS else {}


def answer_of_all(query: Query) -> Answer | None:
    """The answer for all that the query leaves: where that is one placement, its own."""
    if len(query.placements) != 1:
        return None
    return answers(PLACEMENT, query.placements).get(query.placements[0])


def words(answer: Answer | None) -> str:
    """What stands beside the revenue, never empty."""
    return answer.line if answer is not None and answer.line else not_tested()
