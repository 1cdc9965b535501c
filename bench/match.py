"""A day of the world: ``python -m bench.match [--filings 50000] [--watches 100000] [--names DIR …]``.

The whole forward match – marks of new filings against watched marks, goods taken in, hits explained – beside one bare
``rapidfuzz.process.cdist(ratio, uint8, workers=-1)`` pass over the same matrix in the same run. Filings are split among as many
processes as there are cores, as workers would; each holds all watches. Then the loss of the staged road: of what the full model
flags at its operating line by brute force on a part of 2,000 × 6,000, how much the prefilter does not let through.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from bench.corpus import Corpus, corpus_of
from config.tables import class_relations
from matcher.candidates import WatchIndex
from matcher.goods import GoodsRelation
from matcher.grades import ASKED
from matcher.model import THRESHOLDS, scored, side
from matcher.pairs import Pairs
from matcher.prefilter import Prefilter
from matcher.views import view
from records import Watch, WatchKind

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BATCH = 500
TILE = 8_000_000
WATCHED_FROM = 10_000_000
"""Numbers of the corpus from which the watched marks are made."""


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def watches(corpus: Corpus, count: int) -> list[Watch]:
    """Watches on marks of the corpus, each with the classes of its filing."""
    made = []
    for number in range(WATCHED_FROM, WATCHED_FROM + count):
        filing = corpus.filing(number)
        text = filing.mark.verbal_element_text or "?"
        made.append(Watch(id=str(number), client_id="c", kind=WatchKind.MARK, terms=(text,), classes=filing.nice_classes))
    return made


def bare(names: Sequence[str], terms: Sequence[str]) -> None:
    """The baseline: every name against every term, in tiles that fit into memory."""
    height = max(1, 400_000_000 // len(terms))
    for start in range(0, len(names), height):
        cdist(names[start : start + height], terms, scorer=ratio, dtype=np.uint8, workers=-1)


class Day:
    """The forward match of a share of the filings; made before the processes part, so that they share the index."""

    index: WatchIndex
    corpus: Corpus

    @classmethod
    def match(cls, numbers: Sequence[int]) -> tuple[int, int, int]:
        """Number of matches, of pieces of evidence, and peak memory of the process in kilobytes."""
        found = told = 0
        for start in range(0, len(numbers), BATCH):
            filings = [cls.corpus.filing(number) for number in numbers[start : start + BATCH]]
            matches = cls.index.match(filings, now=NOW)
            found += len(matches)
            told += sum(len(match.evidence) for match in matches)
        return found, told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def loss(corpus: Corpus, rows: int, columns: int) -> None:
    """Print what the prefilter does not let through."""
    new = side([view(corpus.mark(number)) for number in range(rows)])
    old = side([view(corpus.mark(number)) for number in range(WATCHED_FROM, WATCHED_FROM + columns)])
    kept = Prefilter(old).pairs(new)
    grades = np.full((rows, columns), -1, np.int8)
    grades[kept.left, kept.right] = kept.grade
    flagged: list[tuple[int, float]] = []
    for row in range(0, rows, 20):
        left = np.repeat(np.arange(row, min(row + 20, rows)), columns)
        right = np.tile(np.arange(columns), len(left) // columns)
        scores = scored(Pairs(new, left, old, right)).scores
        hits = np.flatnonzero(scores >= THRESHOLDS.low)
        flagged += zip(grades[left[hits], right[hits]].tolist(), scores[hits].tolist(), strict=True)
    print(f"{rows:,} x {columns:,} by brute force; the prefilter keeps {(grades >= 0).mean():.3%} of the pairs")
    for name, line in (("low", THRESHOLDS.low), ("operating line", THRESHOLDS.medium), ("high", THRESHOLDS.high)):
        print(f"  flagged at {name} ({line}): {_lost(flagged, line, 0)}")
    for grade, asked in enumerate(ASKED, 1):
        share = (grades >= grade).mean()
        print(f"  where the goods ask for {asked}, {share:.3%} are kept: of what is so close {_lost(flagged, asked, grade)}")


def _lost(flagged: Sequence[tuple[int, float]], line: float, grade: int) -> str:
    """How many are over the line, and the share of them that is not of the grade."""
    over = [one >= grade for one, score in flagged if score >= line]
    return f"{len(over):,}, lost {1 - sum(over) / len(over):.3%}"


def growth(corpus: Corpus, filing_count: int, most: int) -> None:
    """Print how the cost of a filing grows with the number of watches."""
    filings = [corpus.filing(number) for number in range(filing_count)]
    for filing in filings:
        view(filing.mark.verbal_element_text or "")
    goods = GoodsRelation(class_relations())
    count = 1_000
    while count <= most:
        index = WatchIndex(watches(corpus, count), goods=goods)
        spent = timed(partial(index.match, filings, now=NOW))
        a_filing = spent / filing_count
        print(f"{count:>9,} watches: {a_filing * 1e3:8.2f} ms a filing, {a_filing / count * 1e9:6.0f} ns a pair")
        count *= 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filings", type=int, default=5_000)
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--names", type=Path, nargs="*", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--loss", action="store_true", help="measure the loss of the staged road only")
    parser.add_argument("--no-loss", action="store_true")
    parser.add_argument("--growth", type=int, metavar="WATCHES", help="measure how the cost grows up to so many watches only")
    chosen = parser.parse_args()
    corpus = corpus_of(tuple(chosen.names))
    if chosen.growth:
        return growth(corpus, min(chosen.filings, 500), chosen.growth)
    if not chosen.loss:
        day(corpus, chosen.filings, chosen.watches, chosen.jobs)
    if not chosen.no_loss:
        loss(corpus, 2_000, 6_000)
    return None


def day(corpus: Corpus, filing_count: int, watch_count: int, jobs: int) -> None:
    """Print the cost of the forward match and of its baseline."""
    cells = filing_count * watch_count
    names = [corpus.mark(number) for number in range(filing_count)]
    terms = watches(corpus, watch_count)
    print(f"{filing_count:,} filings x {watch_count:,} watches = {cells / 1e6:,.0f} M pairs, {jobs} processes")
    goods = GoodsRelation(class_relations())
    built = timed(partial(_build, corpus, terms, goods))
    base = timed(partial(bare, names, [watch.terms[0] for watch in terms]))
    parts = [range(start, filing_count, jobs * 8) for start in range(jobs * 8)]
    start = time.perf_counter()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        done = list(pool.map(Day.match, parts))
    spent = time.perf_counter() - start
    found, told = sum(one for one, _, _ in done), sum(one for _, one, _ in done)
    made = timed(lambda: [corpus.filing(number) for number in range(0, filing_count, 10)]) * 10 / jobs
    print(f"bare cdist(ratio, uint8, workers=-1)  {base:8.2f} s  ({cells / base / 1e6:,.0f} M pairs/s)")
    print(f"index of the watches, once            {built:8.2f} s")
    print(
        f"forward match, filings' views cold    {spent:8.2f} s  ({spent / base:.1f} x bare; {made:.1f} s of it make the filings)"
    )
    print(f"{found:,} matches, {told:,} pieces of evidence; {spent / max(1, found) * 1e6:.0f} us a match")
    print(f"peak memory of a process              {max(one for _, _, one in done) / 1024:8.0f} MB")
    sys.stdout.flush()


def _build(corpus: Corpus, terms: Sequence[Watch], goods: GoodsRelation) -> None:
    Day.corpus, Day.index = corpus, WatchIndex(terms, goods=goods)


if __name__ == "__main__":
    main()
