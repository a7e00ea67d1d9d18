"""docs/measurement.md has every figure as the code defines it, and its rules of thumb."""

from pathlib import Path

from crosssell.analytics.reports.asking import USUAL_DAYS
from crosssell.analytics.reports.trends import MOST_DAILY
from crosssell.analytics.weekly import advice
from crosssell.core.figures import DIMENSIONS, FIGURES

PAGE = Path(__file__).parents[2] / "docs" / "measurement.md"
BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->\n"
FEW = 4


def table() -> str:
    lines = ["| Figure | Code | What it means | Reports |", "|---|---|---|---|"]
    for one in FIGURES:
        less = [by for by in DIMENSIONS if by not in one.by]
        reports = "all" if not less else f"without {', '.join(less)}"
        if len(one.by) <= FEW:
            reports = ", ".join(one.by)
        lines.append(f"| {one.label} | `{one.code}` | {one.definition} | {reports} |")
    return "\n".join(lines) + "\n"


def test_the_page_has_the_table_of_figures() -> None:
    text = PAGE.read_text(encoding="utf-8")
    between = text.split(BEGIN)[1].split(END)[0]
    assert between == table(), f"Put this between the two marks:\n\n{table()}"


def test_the_page_tells_the_numbers_of_the_code() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    for said in (
        f"the last {USUAL_DAYS} days until yesterday",
        f"has days up to {MOST_DAILY} days",
        f"in {advice.MUCH_EMPTY:.0%} of {advice.LEAST_WIDGETS} or more".replace("%", " %"),
        f"seen {advice.LEAST_SEEN} times, but clicked less than a third",
    ):
        assert said in text
    assert round(1 / advice.FEW_CLICKS) == 3
    assert (advice.LEAST_ORDERS, "from five orders on" in text) == (5, True)
