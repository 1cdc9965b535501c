"""How fast the store loads and answers: ``python -m bench.store --rows 100000``.

Every figure comes with a baseline measured in the same run, so that it means something on another machine: loading against a
bare ``executemany`` of the same bodies, candidates against counting in a dictionary held in memory, searches against reading
as many bodies by their primary key.
"""

import argparse
import heapq
import json
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from index.query import KeyQuery, Query, Range, Words, equals
from index.rows import Row
from index.schema import FILINGS
from index.sqlite import SqliteStore, open_store
from records.codes import FilingStatus, MarkFeature
from records.filing import Filing, GoodsServices, Mark, Party
from records.wire import Record, from_line, to_line

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = 40
KEY_VOCABULARY = 60_000
COMMONEST_KEY = 0.06
"""Share of the rows that have the commonest key; the others follow Zipf's law, as keys of real marks do."""
LIMIT = 200
SYLLABLES = [first + second for first in "bcdfghjklmnprstvwz" for second in ("a", "e", "i", "o", "u", "an", "or", "in")]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing beside its baseline; ``ratio`` above 1 is better than the baseline for rates, worse for times."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float

    @property
    def ratio(self) -> float:
        """The value as a multiple of the baseline's."""
        return self.value / self.baseline_value if self.baseline_value else float("inf")


class Corpus:
    """Made-up filings with the sizes and frequencies of real ones; the same seed gives the same filings."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._words = ["".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4))) for _ in range(20_000)]
        self._word_weights = list(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))
        self._keys = [f"k{number:x}" for number in range(KEY_VOCABULARY)]
        # Flattened Zipf (rank + 25): the first key then stands in about COMMONEST_KEY of rows with KEYS keys each.
        self._key_weights = list(accumulate(1 / (rank + 25) for rank in range(1, KEY_VOCABULARY + 1)))

    def words(self, count: int) -> str:
        """Words drawn by Zipf's law."""
        return " ".join(self._random.choices(self._words, cum_weights=self._word_weights, k=count))

    def keys(self) -> tuple[str, ...]:
        """Candidate keys of one row."""
        return tuple(dict.fromkeys(self._random.choices(self._keys, cum_weights=self._key_weights, k=KEYS)))

    def filing(self, number: int) -> Filing:
        """One filing."""
        choice = self._random.choice
        filed = date(2005, 1, 1) + timedelta(days=self._random.randint(0, 7600))
        classes = sorted(self._random.sample(range(1, 46), k=choice((1, 1, 1, 2, 3))))
        return Filing(
            office=choice(("US", "US", "US", "EM", "WO")),
            application_number=f"{number:08d}",
            application_date=filed,
            publication_date=filed + timedelta(days=200) if self._random.random() < 0.7 else None,
            status=choice(tuple(FilingStatus)),
            status_date=filed + timedelta(days=300),
            mark=Mark(verbal_element_text=self.words(choice((1, 1, 2, 3))).upper(), feature=choice(tuple(MarkFeature))),
            goods_services=tuple(
                GoodsServices(class_number=number, description_text=self.words(self._random.randint(10, 120)))
                for number in classes
            ),
            applicants=(Party(name=self.words(3).title(), country=choice(("CN", "US", "DE", "KR"))),),
            record_version=1,
        )

    def rows(self, count: int) -> Iterator[Row]:
        """Filings as rows with keys."""
        for number in range(count):
            yield FILINGS.row(self.filing(number), keys=self.keys(), due_at=NOW)


class Memory:
    """The baseline of candidates: every key's rows in one dictionary."""

    def __init__(self) -> None:
        self._rows: dict[str, list[str]] = {}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter the keys of rows."""
        for row in rows:
            for key in row.keys:
                self._rows.setdefault(key, []).append(row.id)

    def candidates(self, keys: Sequence[str]) -> list[tuple[str, int]]:
        """The rows that share most keys, ties by id."""
        shared = Counter(row_id for key in keys for row_id in self._rows.get(key, ()))
        return heapq.nsmallest(LIMIT, shared.items(), key=lambda item: (-item[1], item[0]))


class Plain:
    """The baseline of loading and reading: a table of bodies with the same settings, and nothing else."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("CREATE TABLE body (id TEXT PRIMARY KEY, line BLOB)")

    def insert(self, bodies: Sequence[tuple[str, bytes]]) -> None:
        """One transaction of bodies."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO body VALUES (?, ?)", bodies)
        self._connection.execute("COMMIT")

    def read(self, ids: Sequence[str]) -> list[Record]:
        """Bodies by id, decoded."""
        return [
            from_line(self._connection.execute("SELECT line FROM body WHERE id = ?", (row_id,)).fetchone()[0]) for row_id in ids
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(times: Sequence[float], share: float) -> float:
    """The time, in milliseconds, that this share of the times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def load(store: SqliteStore, plain: Plain, memory: Memory, rows: Iterator[Row], batch: int) -> tuple[float, float, float]:
    """Load everything into the store and the baselines; total seconds of either, and of the store's slowest batch."""
    total, baseline, slowest = 0.0, 0.0, 0.0
    while chunk := tuple(islice(rows, batch)):
        took = seconds(partial(store.write, FILINGS, chunk, now=NOW))
        total, slowest = total + took, max(slowest, took)
        baseline += seconds(partial(plain.insert, [(row.id, to_line(row.record)) for row in chunk]))
        memory.add(chunk)
    return total, baseline, slowest


def candidate_figures(store: SqliteStore, memory: Memory, corpus: Corpus, asked: int) -> list[Figure]:
    """Candidates of queries with as many keys as a row has."""
    queries = [corpus.keys() for _ in range(asked)]
    times = [seconds(partial(store.candidates, FILINGS, [KeyQuery(keys)], limit=LIMIT)) for keys in queries]
    filtered = [
        seconds(partial(store.candidates, FILINGS, [KeyQuery(keys, where=(equals("office", "US"),))], limit=LIMIT))
        for keys in queries
    ]
    base = [seconds(partial(memory.candidates, keys)) for keys in queries]
    baseline = "dictionary"
    return [
        Figure("candidates p50", percentile(times, 0.5), "ms", baseline, percentile(base, 0.5)),
        Figure("candidates p95", percentile(times, 0.95), "ms", baseline, percentile(base, 0.95)),
        Figure("candidates of one office p95", percentile(filtered, 0.95), "ms", baseline, percentile(base, 0.95)),
    ]


def search_figures(store: SqliteStore, plain: Plain, corpus: Corpus, asked: int) -> list[Figure]:
    """Searches of every shape an analyst uses, a page of 20 each."""
    spread = Range("application_date", date(2010, 1, 1), date(2020, 1, 1))
    shapes: dict[str, Callable[[], Query]] = {
        "search one office": lambda: Query(where=(equals("office", "EM"),)),
        "search class and dates": lambda: Query(where=(equals("class", 25), spread)),
        "search a mark": lambda: Query(words=(Words(corpus.words(1), scope="mark"),)),
        "search two words": lambda: Query(words=(Words(corpus.words(2)),)),
        "search word and class": lambda: Query(where=(equals("class", 25),), words=(Words(corpus.words(1)),)),
    }
    chosen = random.Random(1)
    ids = [found.id for batch in islice(store.scan(FILINGS), 20) for found in batch]
    base = [seconds(partial(plain.read, chosen.sample(ids, min(20, len(ids))))) for _ in range(asked)]
    figures = []
    for name, make in shapes.items():
        times = [seconds(partial(store.search, FILINGS, make())) for _ in range(asked)]
        figures.append(Figure(f"{name} p95", percentile(times, 0.95), "ms", "20 bodies by id", percentile(base, 0.95)))
    times = [seconds(partial(store.facets, FILINGS, Query(words=(Words(corpus.words(1)),)), "class")) for _ in range(asked)]
    figures.append(Figure("facets of a word p95", percentile(times, 0.95), "ms", "20 bodies by id", percentile(base, 0.95)))
    return figures


def measure(rows: int, *, batch: int, asked: int, folder: Path) -> list[Figure]:
    """Load, then ask."""
    corpus, memory = Corpus(), Memory()
    store, plain = open_store(folder / "store.db"), Plain(folder / "plain.db")
    try:
        took, baseline, slowest = load(store, plain, memory, corpus.rows(rows), batch)
        size = store.health(now=NOW).size_bytes or 0
        plain_size = (folder / "plain.db").stat().st_size
        return [
            Figure("load", rows / took, "records/s", "bare executemany", rows / baseline),
            Figure("slowest batch", slowest * 1000, "ms", "mean batch", took / rows * batch * 1000),
            Figure("size", size / 1e6, "MB", "bare table", plain_size / 1e6),
            *candidate_figures(store, memory, corpus, asked),
            *search_figures(store, plain, corpus, asked),
        ]
    finally:
        store.close()
        plain.close()


def main() -> None:
    """Measure and print, as a table or as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=1000, help="rows per write")
    parser.add_argument("--asked", type=int, default=200, help="queries per figure")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(chosen.rows, batch=chosen.batch, asked=chosen.asked, folder=Path(folder))
    for figure in figures:
        if chosen.json:
            print(json.dumps({**asdict(figure), "ratio": round(figure.ratio, 3), "rows": chosen.rows}))
        else:
            of = f"{figure.ratio:8.2f} × {figure.baseline} ({figure.baseline_value:,.1f})"
            print(f"{figure.name:30} {figure.value:12,.1f} {figure.unit:10} {of}")


if __name__ == "__main__":
    main()
