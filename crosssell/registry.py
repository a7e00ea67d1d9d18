"""What can be plugged in: one decorator a kind, one table of all kinds.

A plugin is a code, a label, a dataclass of args and a function. Forms, validation, the API's
JSON schema and the contract tests are made from the registration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

KINDS = ("strategies", "conditions", "filters", "boosts", "rewards", "widgets")

FACTS = (
    "product",
    "product.categories",
    "category",
    "basket",
    "basket.lines",
    "basket.categories",
    "customer",
    "customer.groups",
    "customer.bought",
    "viewed",
    "order",
)

F = TypeVar("F", bound=Callable[..., Any])


def _(text: str) -> str:
    """Mark a text for translation and return it unchanged; the edge translates it."""
    return text


@dataclass(frozen=True)
class NoArgs:
    """The args of a plugin that takes none."""


@dataclass(frozen=True)
class Plugin:
    """One registered plugin.

    ``needs`` names facts of ``FACTS``. For a strategy, ``context`` names what its answer depends
    on beside its args ("product", "category"; cached only where the page has one of them); None
    means the basket or the person, so the answer is never cached. For a widget, ``takes_rules``
    says whether a merchant picks its rules; ``brings`` is the strategy of the rule that it brings
    itself where he does not; ``most`` is the arg that says how many items it shows at most, so
    that no more are planned for it and kept from the other widgets of the page.
    """

    kind: str
    code: str
    label: str
    args: type
    run: Callable[..., Any]
    needs: tuple[str, ...] = ()
    context: tuple[str, ...] | None = ()
    takes_rules: bool = False
    brings: str = ""
    most: str = ""


_plugins: dict[str, dict[str, Plugin]] = {kind: {} for kind in KINDS}


class DuplicatePlugin(ValueError):
    """Two plugins of a kind share a code."""


class UnknownPlugin(LookupError):
    """No plugin of that kind has that code."""


def _register(kind: str, code: str, label: str, args: type, **more: Any) -> Callable[[F], F]:
    unknown = [need for need in more.get("needs", ()) if need not in FACTS]
    if unknown:
        raise ValueError(
            f"{kind} {code!r} needs the unknown fact {unknown[0]!r}; known: {', '.join(FACTS)}."
        )

    def keep(run: F) -> F:
        known = _plugins[kind].get(code)
        if known and (known.run.__module__, known.run.__qualname__) != (
            run.__module__,
            run.__qualname__,
        ):
            raise DuplicatePlugin(
                f"Two {kind} are called {code!r}: {known.run.__module__} and {run.__module__}."
            )
        _plugins[kind][code] = Plugin(kind, code, label, args, run, **more)
        return run

    return keep


def strategy(
    code: str,
    *,
    label: str,
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    context: tuple[str, ...] | None = (),
) -> Callable[[F], F]:
    """Register a source of candidates.

    The function gets ``(page, asks, source)``: the page's facts, the args of every rule of the
    page that uses it (asked together, so that one query can answer all), and where to read from
    (``source.run_id``, ``source.as_of``, ``source.limit``). It returns one list of candidates an
    ask, best first.
    """
    return _register("strategies", code, label, args, needs=needs, context=context)


def condition(
    code: str, *, label: str, args: type = NoArgs, needs: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Register when a rule applies: ``(page, args) -> Verdict``."""
    return _register("conditions", code, label, args, needs=needs)


def filter(
    code: str, *, label: str, args: type = NoArgs, needs: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Register what is kept out: ``(page, product, args) -> Verdict``; a no keeps it out."""
    return _register("filters", code, label, args, needs=needs)


def boost(
    code: str, *, label: str, args: type = NoArgs, needs: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Register what moves a candidate up: ``(page, product, args) -> float``."""
    return _register("boosts", code, label, args, needs=needs)


def reward(code: str, *, label: str, args: type = NoArgs) -> Callable[[F], F]:
    """Register what a bundle or a tier gives."""
    return _register("rewards", code, label, args)


def widget(
    code: str,
    *,
    label: str,
    args: type = NoArgs,
    needs: tuple[str, ...] = (),
    takes_rules: bool = False,
    brings: str = "",
    most: str = "",
) -> Callable[[F], F]:
    """Register a kind of thing shown; see ``crosssell.widgets``."""
    return _register(
        "widgets",
        code,
        label,
        args,
        needs=needs,
        takes_rules=takes_rules,
        brings=brings,
        most=most,
    )


def get(kind: str, code: str) -> Plugin:
    """Return the plugin; raises UnknownPlugin with the codes that exist."""
    try:
        return _plugins[kind][code]
    except KeyError:
        known = ", ".join(sorted(_plugins[kind])) or "none"
        raise UnknownPlugin(f"No {kind} has the code {code!r}; registered: {known}.") from None


def all_of(kind: str) -> tuple[Plugin, ...]:
    """Every plugin of a kind, by code."""
    return tuple(_plugins[kind][code] for code in sorted(_plugins[kind]))
