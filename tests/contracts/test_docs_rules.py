"""docs/rules.md lists exactly what is registered, in the words of the registry."""

import re
from pathlib import Path

import pytest

from crosssell import registry
from crosssell.core.args import specs
from crosssell.management import plugin_tables
from tests.integration.test_plugins_command import listed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/rules.md").read_text()
MARK = "<!-- The tables begin here. -->\n"
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|", re.MULTILINE)


def test_the_page_holds_what_the_command_prints() -> None:
    _text, mark, written = PAGE.partition(MARK)
    assert mark, "docs/rules.md has lost the mark of its tables."
    assert written == listed("--markdown"), (
        "docs/rules.md is not what is registered: put what `manage.py crosssell_plugins "
        "--markdown` prints below its mark."
    )


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_code_label_and_setting_is_in_its_table(kind: str) -> None:
    table = PAGE.partition(plugin_tables.heading(kind))[2].partition("\n### ")[0]
    found = {code: (label, does) for code, label, does in ROW.findall(table)}
    plugins = {plugin.code: plugin for plugin in registry.all_of(kind)}
    assert list(found) == sorted(plugins)
    for code, (label, does) in found.items():
        assert label == plugins[code].label
        assert len(does) > 10
        [line] = [row for row in table.splitlines() if row.startswith(f"| `{code}` |")]
        for spec in specs(plugins[code].args):
            assert f"`{spec.name}` {spec.metadata['label']}" in line


def test_every_kind_has_a_table() -> None:
    found = re.findall(r"^### (.+) \(\d+\)$", PAGE, re.MULTILINE)
    assert found == [
        "Strategies",
        "Conditions",
        "Filters",
        "Boosts",
        "Rewards",
        "Tier rewards",
        "Widgets",
    ]


def test_a_setting_tells_its_choices_and_what_counts_without_it() -> None:
    assert (
        "`window` Orders of the: `7` Last 7 days / `28` Last 28 days / `90` Last 90 days / "
        "`365` Last 365 days (else `28`); `of` Bestsellers of"
    ) in plugin_tables.table("strategies")
    boosts = plugin_tables.table("boosts")
    assert "`top` Dear from (else `1000`)" in boosts
    assert "| 0.5 \\*\\* (days in the shop / half-life): 1 for what is new" in boosts
    assert "so 0.5 at `half`; 1 for" in boosts
    assert "`range` Range (must be given)" in plugin_tables.table("strategies")
    assert "`per_category` At most so many of a category;" in boosts


def test_the_readme_leads_to_the_rules() -> None:
    assert "(docs/rules.md)" in (ROOT / "README.md").read_text()
