"""Numbers ids from 0 as they come, in little memory: the same id always gets the same number."""

from __future__ import annotations

import numpy as np

from crosssell.core import lines_kernel as kernel
from crosssell.core.copurchase_kernel import Ints, Longs
from crosssell.core.orders import NOBODY

FIRST_PLACES = 1 << 12


class IdNumbers:
    """Numbers whole-number ids batch by batch."""

    def __init__(self) -> None:
        self.given = 0
        self._keys = np.zeros(FIRST_PLACES, dtype=np.int64)
        self._numbers = np.full(FIRST_PLACES, NOBODY, dtype=np.int32)

    def add(self, ids: Longs) -> Ints:
        """The numbers of a batch of ids; ids not seen before get the next numbers."""
        ids = ids.view()
        ids.flags.writeable = False
        codes = np.empty(len(ids), dtype=np.int32)
        done = 0
        while True:
            done, self.given = kernel.number_ids(
                ids, done, codes, self._keys, self._numbers, self.given
            )
            if done == len(ids):
                return codes
            self._grow()

    def _grow(self) -> None:
        """Moves the ids, with their numbers, into a table twice as long."""
        ids = self.ids()
        ids.flags.writeable = False
        self._keys = np.zeros(len(self._keys) * 2, dtype=np.int64)
        self._numbers = np.full(len(self._keys), NOBODY, dtype=np.int32)
        codes = np.empty(len(ids), dtype=np.int32)
        kernel.number_ids(ids, 0, codes, self._keys, self._numbers, 0)

    def ids(self) -> Longs:
        """The ids in the sequence of their numbers."""
        used = np.flatnonzero(self._numbers >= 0)
        ids = np.empty(self.given, dtype=np.int64)
        ids[self._numbers[used]] = self._keys[used]
        return ids
