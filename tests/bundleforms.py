"""What the form of a bundle sends, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

FIELDS = {"product": "products", "category": "categories", "range": "ranges", "class": "classes"}


def part(*targets: tuple[str, Any], quantity: int = 1, rewarded: bool = False) -> dict[str, Any]:
    """One row of parts as the form sends it; a target is its kind and what it names, or its id."""
    found: dict[str, Any] = {"quantity": str(quantity)}
    for kind, target in targets:
        found.setdefault(FIELDS[kind], []).append(str(getattr(target, "pk", target)))
    return found | ({"rewarded": "on"} if rewarded else {})


def bundle_form(
    parts: Iterable[Mapping[str, Any]] = (),
    amounts: Mapping[str, str] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """What the page of a new bundle sends: 10 % off, without limits."""
    rows = list(parts)
    money = [{"amount": amount, "currency": code} for code, amount in (amounts or {}).items()]
    found: dict[str, Any] = {
        "name": "Tea set",
        "reward": "percent",
        "args-percent-percent": "10",
        "priority": "100",
        "active": "on",
    }
    for prefix, forms in (("components", rows), ("amounts", money)):
        found |= {
            f"{prefix}-TOTAL_FORMS": str(len(forms)),
            f"{prefix}-INITIAL_FORMS": "0",
            f"{prefix}-MIN_NUM_FORMS": "0",
            f"{prefix}-MAX_NUM_FORMS": "20",
        }
        for at, form in enumerate(forms):
            found |= {f"{prefix}-{at}-{name}": value for name, value in form.items()}
    return found | changes


def rows_errors(response: Any, prefix: str) -> list[dict[str, list[str]]]:
    """The errors of each row of an inline."""
    for one in response.context["inline_admin_formsets"]:
        if one.formset.prefix == prefix:
            return [
                {name: list(texts) for name, texts in errors.items()}
                for errors in one.formset.errors
            ]
    raise AssertionError(f"No rows are called {prefix}.")


def set_errors(response: Any, prefix: str) -> list[str]:
    """The errors of an inline as a whole."""
    for one in response.context["inline_admin_formsets"]:
        if one.formset.prefix == prefix:
            return list(one.formset.non_form_errors())
    raise AssertionError(f"No rows are called {prefix}.")


known_costs: dict[int, Decimal] = {}


def costs(ids: list[int]) -> dict[int, Decimal]:
    """A cost hook that knows what a test has filled in."""
    return {pk: cost for pk, cost in known_costs.items() if pk in ids}
