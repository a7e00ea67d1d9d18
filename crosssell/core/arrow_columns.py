"""Arrow columns from and to numpy arrays over the same memory.

Arrow's own ways to and from Python values (pa.array, pa.scalar, fill_null, repeat, to_numpy of
anything with gaps) load pandas, which takes longer than a small shop's whole refresh.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa


def arrow(numbers: Any) -> pa.Array:
    """A numpy array as an Arrow array over the same memory."""
    numbers = np.ascontiguousarray(numbers)
    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])


def repeated(text: str, count: int) -> pa.Array:
    """The same text so many times."""
    letters = text.encode()
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(len(letters))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(letters * count)]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def plain(column: pa.Array, kind: Any) -> Any:
    """The memory of a column as a numpy array; where a value is missing, anything may stand."""
    if not len(column):
        return np.zeros(0, dtype=kind)
    start = column.offset * np.dtype(kind).itemsize
    return np.frombuffer(column.buffers()[1], dtype=kind, count=len(column), offset=start)


def missing(column: pa.Array) -> Any:
    """Which values of a column are missing, as an index."""
    if not column.null_count:
        return slice(0)
    bits = np.frombuffer(column.buffers()[0], dtype=np.uint8)
    valid = np.unpackbits(bits, bitorder="little")[column.offset : column.offset + len(column)]
    return valid == 0


def whole_numbers(column: pa.Array) -> Any:
    """A column of whole numbers or moments as 64-bit integers."""
    return plain(column.cast(pa.int64(), safe=False), np.int64)
