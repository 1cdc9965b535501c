"""Load made-up filings into stores, and how fast each takes them: ``python -m bench.load --rows 1000000 --to URL --to URL``.

An address is ``sqlite:///PATH`` or that of an Elasticsearch node. A store that holds rows already takes only what it lacks, so a
load that was cut off goes on, and a larger one builds on a smaller. Making the rows is not counted. The baseline of SQLite is a
bare ``executemany`` of the same wire lines, that of Elasticsearch a bare bulk request of them, both in the same run.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from elasticsearch import Elasticsearch

from bench.corpus import corpus_of
from config.settings import Settings, StoreSettings
from desk.wiring import build_store
from index.query import Query
from index.rows import Row
from index.schema import FILINGS
from index.store import Store
from index.values import runs
from records.wire import to_line

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 500
PREFIX = "bench"
SAMPLED = 20
"""Batches of which the bare baseline is measured, spread over the load."""


def open_bench_store(url: str) -> Store:
    """The store of that address, as the settings would open it."""
    return build_store(Settings.model_construct(home=Path(), store=StoreSettings(url=url, prefix=PREFIX)))


class Bare:
    """The same bytes taken in by the engine alone: a table, or an index without fields."""

    def __init__(self, url: str, folder: Path) -> None:
        self._elastic = None if url.startswith("sqlite") else Elasticsearch(url)
        self._table = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            self._table.execute(f"PRAGMA {setting}")
        self._table.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, line BLOB)")
        if self._elastic is not None:
            self._elastic.options(ignore_status=404).indices.delete(index="bare-lines")
            self._elastic.indices.create(index="bare-lines", mappings={"dynamic": False})

    def take(self, rows: Sequence[Row]) -> None:
        """One batch."""
        if self._elastic is None:
            self._table.execute("BEGIN IMMEDIATE")
            self._table.executemany("INSERT OR REPLACE INTO bare VALUES (?, ?)", [(row.id, to_line(row.record)) for row in rows])
            self._table.execute("COMMIT")
            return
        lines: list[dict[str, object]] = []
        for row in rows:
            lines += [{"index": {"_id": row.id}}, {"body": to_line(row.record).decode()}]
        self._elastic.bulk(index="bare-lines", operations=lines)

    def close(self) -> None:
        """Leave nothing behind."""
        self._table.close()
        if self._elastic is not None:
            self._elastic.indices.delete(index="bare-lines")
            self._elastic.close()


def load(url: str, store: Store, batches: Iterator[Sequence[Row]], *, every: int, folder: Path) -> tuple[float, float]:
    """Records per second of the store and of the bare engine."""
    taken, took, bare_taken, bare_took = 0, 0.0, 0, 0.0
    with closing(Bare(url, folder)) as bare:
        for number, rows in enumerate(batches):
            took += _seconds(partial(store.write, FILINGS, rows, now=NOW))
            taken += len(rows)
            if number % every == 0:
                bare_took += _seconds(partial(bare.take, rows))
                bare_taken += len(rows)
    return taken / took, bare_taken / bare_took


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Load and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--to", action="append", required=True, metavar="URL")
    parser.add_argument("--names", action="append", default=[], type=Path, metavar="PATH", help="lists of names to make marks of")
    chosen = parser.parse_args()
    corpus = corpus_of(tuple(chosen.names))
    for url in chosen.to:
        with closing(open_bench_store(url)) as store, tempfile.TemporaryDirectory() as folder:
            there = store.search(FILINGS, Query(limit=0)).total
            numbers = range(there, chosen.rows)
            if not numbers:
                print(f"{url}: {there:,} rows are there")
                continue
            batches = (corpus.rows(run) for run in runs(numbers, BATCH))
            every = max(1, len(numbers) // BATCH // SAMPLED)
            rate, bare = load(url, store, batches, every=every, folder=Path(folder))
            backend = store.health(now=NOW).backend
            told = f"{rate:,.0f} records/s, {rate / bare:.3f} × bare ({bare:,.0f}/s)"
            print(f"{backend}: {len(numbers):,} rows on top of {there:,}: {told}", flush=True)


if __name__ == "__main__":
    main()
