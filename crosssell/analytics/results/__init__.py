"""Results of tests: what each variant brought beside the holdout, and how sure that is."""

from crosssell.analytics.results.answers import Answer, answer_for, answers
from crosssell.analytics.results.course import Course, Point
from crosssell.analytics.results.figures import METRICS, Figure, Result, VariantResult
from crosssell.analytics.results.keeping import course, keep_ended, results_of

__all__ = [
    "METRICS",
    "Answer",
    "Course",
    "Figure",
    "Point",
    "Result",
    "VariantResult",
    "answer_for",
    "answers",
    "course",
    "keep_ended",
    "results_of",
]
