"""How much of a kind one process takes at once, whoever sends it."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


class Rate:
    """So many a second, and after a quiet time so many at once; it knows no sender.

    Two threads may take the same few: it bounds, it does not count.
    """

    def __init__(self, name: str, per_second: float, at_once: int) -> None:
        self._name, self._per_second, self._most = name, per_second, at_once
        self._left, self._at = float(at_once), 0.0
        self._told = False

    def takes(self, count: int, now: float) -> bool:
        """Whether so many more are taken; ``now`` in seconds of a clock that never goes back.

        The log is told once until there is room again.
        """
        left = min(float(self._most), self._left + (now - self._at) * self._per_second)
        taken = count <= left
        self._left, self._at = left - count if taken else left, now
        if not taken and not self._told:
            log.warning(
                "More %s come in than this process takes; the rest is left out.", self._name
            )
        self._told = not taken
        return taken
