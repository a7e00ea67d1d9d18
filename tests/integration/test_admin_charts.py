"""Bars as SVG: ticks fit the values, texts are text, errors are drawn where there are some."""

import re

import pytest

from crosssell.admin.charts import Share, bars


def ticks(svg: str) -> list[str]:
    return re.findall(r">(\d+%)</text>", svg)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Share(0), ["0%", "1%"]),
        (Share(0.031), ["0%", "1%", "2%", "3%", "4%"]),
        (Share(0.031, 0.01), ["0%", "1%", "2%", "3%", "4%", "5%"]),
        (Share(0.4), ["0%", "10%", "20%", "30%", "40%"]),
        (Share(1), ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ],
)
def test_the_ticks_go_a_little_above_the_highest(share: Share, expected: list[str]) -> None:
    assert ticks(bars("a", "A", "B", ["Hits"], {"These": [share], "Other": [Share(0)]})) == expected


def test_a_whisker_tells_the_error() -> None:
    with_error = bars("a", "A", "B", ["Hits"], {"These": [Share(0.5, 0.1)]})
    without = bars("a", "A", "B", ["Hits"], {"These": [Share(0.5)]})
    assert (with_error.count('class="ci"'), without.count('class="ci"')) == (1, 0)


def test_it_is_one_named_picture_without_script_or_foreign_address() -> None:
    evil = "<script>alert(1)</script>"
    svg = bars("a", evil, evil, [evil], {evil: [Share(0.5)]})
    text = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert svg.startswith("<svg ")
    assert (
        ' role="img" aria-labelledby="a-title a-desc">'
        f'<title id="a-title">{text}</title><desc id="a-desc">{text}</desc>'
    ) in svg
    # A group below the axis, and a series in the legend.
    assert svg.count(f">{text}</text>") == 2
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org", "")
