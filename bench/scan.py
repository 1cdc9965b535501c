"""How long a scan takes, and how its cost grows: ``python -m bench.scan --store sqlite:///PATH --store http://HOST:9200``.

A scan is five brands against all markets, full scores included, in a process that is up; stores are loaded with ``bench.load``.
The baseline is rapidfuzz alone: one ``cdist`` of the five brands with the words of every mark, held in memory.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from bench.corpus import Corpus
from bench.load import NOW, open_bench_store
from config.tables import markets
from desk.coverage import coverage_of, filings_held
from desk.goods import build_goods
from desk.scan import CANDIDATES, scan
from index.query import KeyQuery, Query, Range, Words, equals
from index.schema import FILINGS
from index.store import Store
from matcher.keys import query_keys

BRANDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """Times of one kind of request, in milliseconds."""

    name: str
    p50: float
    p95: float


def measure(store: Store, corpus: Corpus, *, rows: int, asked: int) -> list[Figure]:
    """Scans and their parts, searches and facets, each asked so many times; every request is another one."""
    goods = build_goods()
    brands = list(corpus.brands(BRANDS * (asked + 3), among=rows))
    groups = [brands[at : at + BRANDS] for at in range(0, len(brands), BRANDS)]
    words = [word for brand in brands for word in brand.split()[:1] if word.isascii()]
    every = markets()
    return [
        timed("scan of five brands", [partial(scan, store, five, goods=goods, classes=(25,), markets=every) for five in groups]),
        timed("  candidates of five brands", [partial(_candidates, store, group) for group in reversed(groups)]),
        timed("  coverage of all offices", [partial(_coverage, store) for _ in groups]),
        timed("scan of one brand", [partial(scan, store, [group[0]], goods=goods) for group in reversed(groups)]),
        timed("facets: class of a word", [partial(_facets, store, "class", word) for word in words[: asked + 3]]),
        timed("facets: office", [partial(store.facets, FILINGS, Query(), "office") for _ in groups]),
        timed("search of a word", [partial(_search, store, word) for word in words[: asked + 3]]),
        timed("search of a class and dates", [partial(store.search, FILINGS, _class_and_dates(at)) for at in range(asked + 3)]),
    ]


def timed(name: str, requests: Sequence[Callable[[], object]]) -> Figure:
    """Each request once; the first three warm up."""
    for request in requests[:3]:
        request()
    times = sorted(_milliseconds(request) for request in requests[3:])
    return Figure(name, times[len(times) // 2], times[min(len(times) - 1, int(0.95 * len(times)))])


def bare(corpus: Corpus, *, rows: int, asked: int) -> Figure:
    """The baseline."""
    marks = [corpus.mark(number) for number in range(rows)]
    draw = random.Random(1)
    brands = [draw.choices(marks, k=BRANDS) for _ in range(asked + 3)]
    return timed("bare cdist of five brands", [partial(cdist, five, marks, scorer=ratio, dtype=np.uint8) for five in brands])


def _candidates(store: Store, brands: Sequence[str]) -> object:
    return store.candidates(FILINGS, [KeyQuery(query_keys(brand)) for brand in brands], limit=CANDIDATES)


def _coverage(store: Store) -> object:
    held = filings_held(store)
    return coverage_of(store, tuple(held), (), held=held)


def _facets(store: Store, field: str, word: str) -> object:
    return store.facets(FILINGS, Query(words=(Words(word, scope="mark"),)), field)


def _search(store: Store, word: str) -> object:
    return store.search(FILINGS, Query(words=(Words(word, scope="mark"),)))


def _class_and_dates(number: int) -> Query:
    return Query(
        where=(equals("class", number % 45 + 1), Range("application_date", date(2010 + number % 9, 1, 1), date(2020, 1, 1)))
    )


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="append", required=True, metavar="URL")
    parser.add_argument("--asked", type=int, default=100, help="requests per figure")
    chosen = parser.parse_args()
    corpus = Corpus()
    before: dict[str, tuple[int, list[Figure]]] = {}
    for url in chosen.store:
        with closing(open_bench_store(url)) as store:
            store.settle(FILINGS)
            rows = store.search(FILINGS, Query(limit=0)).total
            backend = store.health(now=NOW).backend
            found = measure(store, corpus, rows=rows, asked=chosen.asked)
        baseline = bare(corpus, rows=rows, asked=min(chosen.asked, 20))
        print(f"{backend}, {rows:,} filings; {baseline.name}: p50 {baseline.p50:.1f} ms")
        smaller, earlier = before.get(backend, (0, []))
        for at, figure in enumerate(found):
            grown = f"  {figure.p95 / earlier[at].p95:5.2f} × at {rows / smaller:.0f} times the rows" if earlier else ""
            told = f"p50 {figure.p50:7.1f} ms  p95 {figure.p95:7.1f} ms  {figure.p95 / baseline.p50:6.2f} × bare"
            print(f"  {figure.name:28} {told}{grown}", flush=True)
        before[backend] = rows, found


if __name__ == "__main__":
    main()
