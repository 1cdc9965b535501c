"""A writer for the tests: writes and changes filings for ever, and prints every batch once it is acknowledged.

``python -m tests.index.writer PATH FIRST_BATCH``
"""

import sys
from pathlib import Path

from index.rows import Row
from index.schema import FILINGS
from index.sqlite import open_store
from tests.conformance.made import NOW, filing, row

NEW = 20
CHANGED = 10


def batch(number: int) -> list[Row]:
    """New filings of this batch, and some of the batch before in a newer version."""
    fresh = [made(number, item, 0) for item in range(NEW)]
    return fresh + [made(number - 1, item, 1) for item in range(CHANGED) if number]


def made(number: int, item: int, version: int) -> Row:
    """Filing ``item`` of a batch."""
    mark = f"TERN v{version} b{number} i{item}"
    record = filing(f"{number:05d}-{item:02d}", mark, classes=(25,), goods="shoes and bags " * 20, record_version=version)
    return row(record, f"batch {number}", f"version {version}", f"item {item}", due_at=NOW)


def main() -> None:
    """Write until killed."""
    path, first = sys.argv[1:]
    store = open_store(Path(path))
    number = int(first)
    while True:
        store.write(FILINGS, batch(number), now=NOW)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main()
