"""docs/privacy.md: its example runs, and its settings and columns are those of the code."""

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import RequestFactory

from crosssell.conf import Settings
from crosssell.visitors import opted_out

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The shop has what the page shows."""
    [source] = re.findall(r"```python\n# my_shop/consent\.py\n(.*?)```", PAGE, re.DOTALL)
    module = ModuleType("my_shop.consent")
    exec(compile(source, "<consent>", "exec"), module.__dict__)  # noqa: S102  the example is ours
    monkeypatch.setitem(sys.modules, "my_shop", ModuleType("my_shop"))
    monkeypatch.setitem(sys.modules, "my_shop.consent", module)
    [setting] = re.findall(r"```\nCROSSSELL = (\{.*?\})\n```", PAGE)
    settings.CROSSSELL = eval(setting)  # noqa: S307  the example is ours


@pytest.mark.parametrize(
    ("cookie", "headers", "out"),
    [
        ("statistics", {}, False),
        ("needed,statistics", {}, False),
        ("needed", {}, True),
        ("", {}, True),
        ("statistics", {"Sec-GPC": "1"}, True),
        ("statistics", {"DNT": "1"}, True),
    ],
)
def test_the_consent_hook(hook: None, cookie: str, headers: dict[str, str], out: bool) -> None:
    request = RequestFactory(headers=headers).get("/")
    request.COOKIES["consent"] = cookie
    assert opted_out(request) is out


def test_the_settings_are_those_of_the_code() -> None:
    said = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d+)", PAGE, re.MULTILINE))
    known = Settings()
    assert {name: int(value) for name, value in said.items()} == {
        name: getattr(known, name.lower()) for name in said
    }
    assert len(said) == 5
    assert f"At most {known.keep_touch_days} days" in PAGE
    assert known.keep_count_days == 760
    assert "25 months" in PAGE
