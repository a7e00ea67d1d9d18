"""Ends process groups; run as a program, it does so as soon as whoever started it is gone.

It reads process group ids from its standard input, one a line, then "done" where the starter has
ended them itself. The input ends when the starter dies, even by SIGKILL, which nobody can catch.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

DONE = "done"
PATIENCE_SECONDS = 6.0
POLL_SECONDS = 0.05


def _signal_group(group: int, number: int) -> bool:
    """Send a signal to a process group (0 only asks); return whether the group is there."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS says so of a group whose last process is a zombie.
        return False
    return True


def is_there(group: int) -> bool:
    """Return whether the group has a process, be it one that ended and was not collected."""
    return _signal_group(group, 0)


def end_groups(
    groups: list[int],
    patience: float = PATIENCE_SECONDS,
    runs: Callable[[int], bool] = is_there,
) -> None:
    """Ask these process groups to end (SIGTERM); kill what is left of them.

    That is as soon as `runs` says of none that it still runs, or after `patience` seconds.
    """
    for group in groups:
        _signal_group(group, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any([runs(group) for group in groups]):
        time.sleep(POLL_SECONDS)
    for group in groups:
        _signal_group(group, signal.SIGKILL)


def main() -> None:
    """Read ids until the input ends; end those groups, unless the last line says all is done."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    lines = sys.stdin.read().split()
    if DONE not in lines:
        end_groups([int(line) for line in lines])


if __name__ == "__main__":
    main()
