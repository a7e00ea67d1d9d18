"""Uploaded files between the check and the import."""

import tempfile
import time
from contextlib import suppress
from pathlib import Path

from import_export.tmp_storages import TempFolderStorage

PREFIX = "crosssell-matrix-"
# Seconds in which a checked file can be confirmed; afterwards it is in the way.
KEPT = 3600


class Uploads(TempFolderStorage):
    """A file in the machine's folder for temporary files; what nobody confirmed is removed."""

    def save(self, data: bytes) -> None:
        """Write the upload, after removing those of an hour ago."""
        sweep()
        with tempfile.NamedTemporaryFile(prefix=PREFIX, delete=False) as file:
            file.write(data)
        self.name = file.name


def sweep() -> None:
    """Remove uploads that can no longer be confirmed."""
    oldest = time.time() - KEPT
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Another process may sweep at the same time.
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
