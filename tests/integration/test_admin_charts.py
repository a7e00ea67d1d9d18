"""Bars as SVG: ticks fit the values, texts are text, errors are drawn where there are some."""

import re

import pytest

from crosssell.admin.charts import Share, bars, lines, rounded_ticks


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


def test_a_strict_content_security_policy_lets_it_be() -> None:
    svg = bars("a", "A", "B", ["Hits"], {"These": [Share(0.5, 0.1)]})
    svg += lines("b", "B", "C", ["Monday"], {"These": [5]}, str)
    assert "style" not in svg
    # Two charts on a page share no name: only those that were given are left.
    assert re.findall(r' id="(.*?)"', svg) == ["a-title", "a-desc", "b-title", "b-desc"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 1]),
        (0, 3, [0, 1, 2, 3]),
        (0, 11, [0, 5, 10, 15]),
        (0, 810, [0, 200, 400, 600, 800, 1000]),
        (-20, 100, [-50, 0, 50, 100]),
        (-3, -1, [-3, -2, -1, 0]),
    ],
)
def test_the_ticks_of_lines_are_round(low: float, high: float, expected: list[float]) -> None:
    assert rounded_ticks(low, high) == expected


def test_lines_write_few_labels_and_both_axes_in_words() -> None:
    days = [f"Day {number}" for number in range(1, 29)]
    svg = lines("a", "A", "B", days, {"Shown": range(28), "Seen": [0] * 28}, "{:.0f} times".format)

    assert re.findall(r">(\d+ times)</text>", svg) == [f"{10 * tick} times" for tick in range(4)]
    assert re.findall(r">(Day \d+)</text>", svg) == ["Day 1", "Day 8", "Day 15", "Day 22"]
    assert (svg.count("<circle"), svg.count("serie-1 color-1")) == (56, 3)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_legend_of_bars_stands_inside_the_picture(number: int) -> None:
    names = ["These", "Those", "Others"][:number]
    svg = bars("a", "A", "B", ["Hits"], {name: [Share(0.5)] for name in names})

    assert re.findall(r">(These|Those|Others)</text>", svg) == names
    [height] = re.findall(r'viewBox="0 0 \d+ (\d+)"', svg)
    [legend] = re.findall(r'translate\(\d+, (\d+)\)" class="legends"', svg)
    assert int(legend) + 18 <= int(height)


def test_many_days_have_no_dots() -> None:
    assert "<circle" not in lines("a", "A", "B", ["x"] * 32, {"Shown": [1] * 32}, str)
