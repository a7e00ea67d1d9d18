"""Kills a refresh with SIGKILL at one place after another and prints, as JSON, what is left.

A program of its own, because what is killed must be a whole process: the refreshes run in forks
of it. SHOP_DATABASE_URL names a database with orders and a live run.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

PLACES = {
    "reading the orders": ("crosssell.refresh", "read_orders"),
    "counting": ("crosssell.core.copurchase", "learn"),
    "writing pairs": ("crosssell.refresh", "write_pairs"),
    "writing the last rows": ("crosssell.refresh", "write_bestsellers"),
    "before the flip": ("crosssell.refresh", "_put_live"),
    "within the flip": ("crosssell.models.copurchase", "Run.save"),
    "pruning": ("crosssell.refresh", "delete_runs_rows"),
}


def die(*_: Any, **__: Any) -> None:
    """End this process as the kernel ends one that took too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(place: str) -> None:
    """Arrange that the next refresh of this process dies at the place, its work half done."""
    import importlib

    module_name, name = PLACES[place]
    owner: Any = importlib.import_module(module_name)
    if place == "within the flip":
        save = owner.Run.save

        def save_or_die(run: Any, *arguments: Any, **named: Any) -> None:
            if run.state == "live" and not named:
                die()
            save(run, *arguments, **named)

        owner.Run.save = save_or_die
        return
    real = getattr(owner, name)
    calls = []

    def half_then_die(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        # The first of several is let through; the only one of a kind dies on entry.
        if place == "pruning" and len(calls) == 1:
            return real(*arguments, **named)
        if place == "writing pairs":
            real(*arguments[:-1], lambda share: die())
        die()

    setattr(owner, name, half_then_die)


def in_a_fork(work: Callable[[], object]) -> int:
    """Run the work in a process of its own; returns its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    from django.db import connections

    # A thread in which Playwright's loop runs has other connections than one without, and in a
    # child no loop runs: it would find an open one that its parent still holds when it is dead.
    for inherited in connections.all(initialized_only=True):
        del connections[inherited.alias]
    try:
        work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def refresh(place: str | None = None) -> None:
    """One refresh, which dies at the place."""
    from crosssell.refresh import refresh

    if place:
        dying(place)
    refresh("test")


def seen() -> dict[str, Any]:
    """What a reader of the database sees now."""
    from django.db import connection

    from crosssell.models import Bestseller, Pair, Run

    runs = dict(Run.objects.order_by("pk").values_list("pk", "state"))
    live = [pk for pk, state in runs.items() if state == "live"]
    found = {
        "live": live,
        "states": list(runs.values()),
        "pairs": Pair.objects.filter(run_id__in=live).count(),
        "bestsellers": Bestseller.objects.filter(run_id__in=live).count(),
        "of failed runs": Pair.objects.filter(run__state="failed").count(),
    }
    connection.close()
    return found


def main() -> None:
    """Print the findings of every place."""
    django.setup()
    # Done here once, the refreshes of the forks find everything loaded.
    refresh()
    from django.db import connection

    connection.close()
    findings = {}
    for place in PLACES:
        before = seen()
        status = in_a_fork(lambda place=place: refresh(place))
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        after = seen()
        again = in_a_fork(refresh)
        findings[place] = {
            "killed": killed,
            "before": before,
            "after": after,
            "next": again,
            "end": seen(),
        }
    print(json.dumps(findings))


if __name__ == "__main__":
    main()
