"""The one table of all plugins, by kind and code."""

from collections.abc import Callable
from typing import Any, TypeVar

from crosssell.registry.plugin import FACTS, KINDS, Plugin

F = TypeVar("F", bound=Callable[..., Any])

plugins: dict[str, dict[str, Plugin]] = {kind: {} for kind in KINDS}


class DuplicatePlugin(ValueError):
    """Two plugins of a kind share a code."""


class UnknownPlugin(LookupError):
    """No plugin of that kind has that code."""


def register(kind: str, code: str, label: str, args: type, **more: Any) -> Callable[[F], F]:
    """Return the decorator that puts a function in the table; ``more`` are fields of Plugin.

    Raises ValueError for an unknown fact, DuplicatePlugin where another function has the code.
    """
    unknown = [need for need in more.get("needs", ()) if need not in FACTS]
    if unknown:
        raise ValueError(
            f"{kind} {code!r} needs the unknown fact {unknown[0]!r}; known: {', '.join(FACTS)}."
        )

    def keep(run: F) -> F:
        known = plugins[kind].get(code)
        if known and (known.run.__module__, known.run.__qualname__) != (
            run.__module__,
            run.__qualname__,
        ):
            raise DuplicatePlugin(
                f"Two {kind} are called {code!r}: {known.run.__module__} and {run.__module__}."
            )
        plugins[kind][code] = Plugin(kind, code, label, args, run, **more)
        return run

    return keep


def get(kind: str, code: str) -> Plugin:
    """Return the plugin; raises UnknownPlugin with the codes that exist."""
    try:
        return plugins[kind][code]
    except KeyError:
        known = ", ".join(sorted(plugins[kind])) or "none"
        raise UnknownPlugin(
            f"There is no {_one(kind)} with the code {code!r}; registered: {known}."
        ) from None


def _one(kind: str) -> str:
    return "strategy" if kind == "strategies" else kind.removesuffix("s").replace("_", " ")


def all_of(kind: str) -> tuple[Plugin, ...]:
    """Every plugin of a kind, by code."""
    return tuple(plugins[kind][code] for code in sorted(plugins[kind]))
