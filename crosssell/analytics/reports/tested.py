"""What a holdout says of a row: reports show no revenue without it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from crosssell.analytics.reports.asking import Query
from crosssell.analytics.results import Answer, answer_for, answers
from crosssell.core.figures import PLACEMENT, TOTAL
from crosssell.experiments import KINDS


def not_tested() -> str:
    """The words for what was in no test."""
    return _("not tested")


def answers_of(by: str, keys: Collection[Any], query: Query) -> dict[Any, Answer]:
    """The answers by key, of those that were tested. Slots, strategies and products never are.

    The total of a query about one placement has the answer of that.
    """
    if by == TOTAL:
        if len(query.placements) != 1:
            return {}
        found = answer_for(PLACEMENT, query.placements[0])
        return {} if found is None else {"": found}
    return answers(by, [key for key in keys if key]) if by in KINDS else {}


def words(answer: Answer | None) -> str:
    """What stands beside the revenue, never empty."""
    return answer.line if answer is not None and answer.line else not_tested()
