"""The way of a record from a spool file into the store."""

import fcntl
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from desk.rows import row_of
from index.fields import Collection
from index.rows import Row, Written
from index.store import Store
from matcher.docket_text import annotate, annotate_docket
from records import Client, Docket, DocketEntry, Filing, Quarantined, Watch
from records.errors import WireError
from records.wire import Record, read_lines

BATCH = 500


@dataclass(slots=True)
class LoadReport:
    """What a load did, by collection and outcome (``filings.created`` …)."""

    files: int = 0
    lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    unused: int = 0
    """Lines of a type that is not loaded (crawl reports, say)."""

    def count(self, outcome: Written) -> int:
        """Rows of all collections with that outcome."""
        return sum(number for name, number in self.outcomes.items() if name.endswith(f".{outcome}"))


def load_file(store: Store, path: Path, *, now: datetime, report: LoadReport, stopping: threading.Event | None = None) -> bool:
    """Write every record of one spool file; a line that cannot be read goes to quarantine and the rest goes on.

    Loading a file twice, or half and then whole, ends in the same store. False where ``stopping`` was set before its end.
    """
    report.files += 1
    with path.open("rb") as lines:
        records = _readable(lines, path, now=now, report=report)
        while batch := tuple(islice(records, BATCH)):
            if stopping is not None and stopping.is_set():
                return False
            for collection, rows in _by_collection(batch, now=now, report=report).items():
                for outcome in store.write(collection, rows, now=now):
                    report.outcomes[f"{collection.name}.{outcome}"] += 1
    return True


def waiting_files(spool: Path) -> tuple[Path, ...]:
    """Complete spool files not loaded yet, oldest first (a crawl in progress writes ``*.part``)."""
    return tuple(sorted(spool.glob("*.jsonl"), key=lambda path: (_written_at(path), path.name)))


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a spool file against other workers, as long as this process lives at most.

    False where another worker has the file in hand, or has loaded it and set it aside since it was listed.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mine = False
        else:
            mine = path.exists()  # set aside between the look and the lock: loaded
        yield mine


def set_aside(path: Path) -> None:
    """Move a loaded file to ``spool/done``, where it stays for replay."""
    done = path.parent / "done"
    done.mkdir(exist_ok=True)
    path.rename(done / path.name)


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # another worker has just set it aside
        return 0


def _readable(lines: Iterable[bytes], path: Path, *, now: datetime, report: LoadReport) -> Iterator[Record]:
    for item in read_lines(lines, name=path.name):
        report.lines += 1
        if isinstance(item, WireError):
            report.unreadable += 1
            yield Quarantined(
                source_id="spool",
                url=path.name,
                place=str(item).partition(" ")[0],
                code="unreadable-line",
                reason=str(item),
                at=now,
            )
        else:
            yield item


def _by_collection(records: Iterable[Record], *, now: datetime, report: LoadReport) -> dict[Collection, list[Row]]:
    rows: dict[Collection, list[Row]] = {}
    for record in records:
        match record:
            case Filing() | Watch():
                collection, row = row_of(record, due_at=now)
            case DocketEntry():
                collection, row = row_of(annotate(record), due_at=now)
            case Docket():
                collection, row = row_of(annotate_docket(record))
            case Quarantined() | Client():
                collection, row = row_of(record)
            case _:
                report.unused += 1
                continue
        rows.setdefault(collection, []).append(row)
    return rows
