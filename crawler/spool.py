"""The spool file of one crawl: JSON lines, whole or not there."""

import os
from contextlib import suppress
from pathlib import Path


class Spool:
    """Lines go to ``<name>.part``; ``commit`` makes them durable and gives the file its name."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.lines = 0
        self._part = path.with_name(path.name + ".part")
        self._file = self._part.open("wb", buffering=1024 * 1024)

    def write(self, line: bytes) -> None:
        """Add one line (without line end)."""
        self._file.write(line)
        self._file.write(b"\n")
        self.lines += 1

    def commit(self) -> Path:
        """Write through to the disk, rename, and make the rename durable too."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)
        sync_folder(self.path.parent)
        return self.path

    def discard(self) -> None:
        """Leave no file behind."""
        self._file.close()
        with suppress(FileNotFoundError):
            self._part.unlink()


def sync_folder(folder: Path) -> None:
    """Make a folder's entries (a rename, a new file) durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
