"""An engine that plans what a test tells it, and widgets made of a function and a template."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.template import engines

from crosssell import engine, registry, render
from crosssell.facts import Facts
from crosssell.placements import PlacementView


class StubEngine:
    """Every slot of ``slots`` holds one placement of each widget that is named for it.

    ``plans`` keeps the names of every call. ``fails`` is raised by the next plan.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.slots: dict[str, tuple[str, ...]] = {}
        self.plans: list[list[str]] = []
        self.facts: list[Facts] = []
        self.templates: dict[str, str] = {}
        self.fails: Exception | None = None
        patch.setattr(engine, "active_slots", lambda: frozenset(self.slots))
        patch.setattr(engine, "plan", self.plan)
        patch.setattr(engine, "plan_each", self.plan_each)
        patch.setattr(render, "select_template", self.select_template)

    def plan(self, facts: Facts, names: Iterable[str]) -> dict[str, tuple[engine.Planned, ...]]:
        self.plans.append(list(names))
        self.facts.append(facts)
        if self.fails is not None:
            raise self.fails
        return {
            name: tuple(
                engine.Planned(PlacementView(id=number, slot=name, widget=code, args=None))
                for number, code in enumerate(self.slots.get(name, ()), 1)
            )
            for name in names
        }

    def plan_each(self, pages: Iterable[Facts], names: Iterable[str]) -> list[Any]:
        return [self.plan(facts, names) for facts in pages]

    def select_template(self, names: list[str]) -> Any:
        found = next(self.templates[name] for name in names if name in self.templates)
        return engines["django"].from_string(found)

    def widget(self, code: str, run: Callable[..., Any], template: str = "[{{ slot }}]") -> None:
        """Register a kind of widget for the time of the test."""
        plugin = registry.Plugin("widgets", code, code, registry.NoArgs, run)
        self.patch.setitem(registry.table.plugins["widgets"], code, plugin)
        self.templates[f"crosssell/widgets/{code}.html"] = template


@pytest.fixture
def stub_engine(monkeypatch: pytest.MonkeyPatch) -> StubEngine:
    """A stub whose widget "plain" shows the name of its slot in brackets."""
    stub = StubEngine(monkeypatch)
    stub.widget("plain", lambda planned, facts: {})
    return stub
