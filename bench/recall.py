"""What candidates keep of what brute force finds: ``python -m bench.recall --store URL [--names PATH …] [--brands 40]``.

Brute force scores every filing of the store in full; found is what is called ``high``, reaches the operating line (``medium``),
or is shown at all (``low``). Then the store is asked for candidates, and what share of the found is among the first so many of
them is reported, for all brands, Chinese and short ones. The store was loaded with ``bench.load`` and the same names. ``--store
memory --rows N`` holds the sketches of N filings in memory instead: what a store ranks by, without the hours of loading one.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

import numpy as np

from bench.corpus import Corpus, corpus_of
from bench.load import NOW, open_bench_store
from index.query import KeyQuery, Query
from index.schema import FILINGS
from index.store import Store
from matcher.gallery import Gallery
from matcher.keys import query_keys
from matcher.model import THRESHOLDS, scored, side
from matcher.pairs import Pairs
from matcher.sketch import MARK, sketch_of
from matcher.views import view

MEMORY = "memory"
CUTS = (100, 300, 1_000)
CHUNK = 5_000
PUT = 50_000

Asker = Callable[[str, int], Sequence[str]]
"""Ids of the best candidates of a brand, at most so many."""


@dataclass(frozen=True, slots=True)
class Found:
    """What brute force says of one brand: score by filing."""

    brand: str
    scores: Mapping[str, float]

    def over(self, line: float) -> frozenset[str]:
        """Filings from that score on."""
        return frozenset(key for key, score in self.scores.items() if score >= line)

    @property
    def group(self) -> str:
        """Chinese, short or other."""
        if any("\u4e00" <= char <= "\u9fff" for char in self.brand):
            return "Chinese"
        return "at most 5 letters" if len(self.brand) <= 5 else "other"


@dataclass(frozen=True, slots=True)
class Share:
    """What is kept of what is found, for each of the cuts."""

    brands: int
    mean: tuple[float, ...]
    """Mean of the brands' shares."""
    pooled: tuple[float, ...]
    """Share of all finds together."""


def all_found(brands: Sequence[str], rows: int, names: Sequence[Path] = ()) -> list[Found]:
    """Brute force over the whole corpus, on all cores."""
    scores: list[dict[str, float]] = [{} for _ in brands]
    chunks = [range(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
    with ProcessPoolExecutor() as pool:
        for done in pool.map(partial(brute_force, brands, names=tuple(names)), chunks):
            for at, part in enumerate(done):
                scores[at] |= part
    return [Found(brand, one) for brand, one in zip(brands, scores, strict=True)]


def brute_force(brands: Sequence[str], numbers: range, *, names: tuple[Path, ...] = ()) -> list[dict[str, float]]:
    """For each brand, the filings of these numbers that are shown at all, with their scores."""
    corpus = corpus_of(names)
    seen = side([view(corpus.mark(number)) for number in numbers])
    place, first = np.arange(len(seen)), np.zeros(len(seen), np.intp)
    keys = [corpus.key(number) for number in numbers]
    found: list[dict[str, float]] = []
    for brand in brands:
        scores = scored(Pairs(seen, place, side([view(brand)]), first)).scores
        found.append({keys[at]: float(scores[at]) for at in np.flatnonzero(scores >= THRESHOLDS.low).tolist()})
    return found


def recall(ask: Asker, found: Sequence[Found], *, line: float) -> Share:
    """Share of what is found from the line on that is among the first 100, 300 … candidates.

    Of a brand with more finds than candidates, as many as there may be candidates count as all.
    """
    kept: list[list[int]] = []
    most: list[list[int]] = []
    for one in found:
        wanted = one.over(line)
        if wanted:
            candidates = ask(one.brand, CUTS[-1])
            most.append([min(len(wanted), cut) for cut in CUTS])
            kept.append([min(len(wanted.intersection(candidates[:cut])), cut) for cut in CUTS])
    if not kept:
        return Share(0, (1.0,) * len(CUTS), (1.0,) * len(CUTS))
    shares = [[met / of for met, of in zip(*pair, strict=True)] for pair in zip(kept, most, strict=True)]
    pooled = tuple(sum(met) / sum(of) for met, of in zip(zip(*kept, strict=True), zip(*most, strict=True), strict=True))
    return Share(len(kept), tuple(mean(column) for column in zip(*shares, strict=True)), pooled)


def from_store(store: Store) -> Asker:
    """Candidates of a store."""

    def ask(brand: str, limit: int) -> Sequence[str]:
        (found,) = store.candidates(FILINGS, [KeyQuery(query_keys(brand))], limit=limit)
        return [one.id for one in found]

    return ask


def from_memory(corpus: Corpus, rows: int) -> Asker:
    """Candidates of so many filings by the sketches of their marks, without a store."""
    gallery = Gallery()
    for start in range(0, rows, PUT):
        numbers = range(start, min(start + PUT, rows))
        gallery.put([(corpus.key(number), sketch_of(view(corpus.mark(number)))) for number in numbers])

    def ask(brand: str, limit: int) -> Sequence[str]:
        sketches = [key for key in query_keys(brand) if key.startswith(MARK)]
        return [key for key, _ in gallery.nearest(sketches, limit=limit)]

    return ask


@contextmanager
def _asked(url: str, corpus: Corpus, rows: int) -> Iterator[tuple[str, int, Asker]]:
    if url == MEMORY:
        yield MEMORY, rows, from_memory(corpus, rows)
        return
    with closing(open_bench_store(url)) as store:
        total = store.search(FILINGS, Query(limit=0)).total
        yield store.health(now=NOW).backend, total, from_store(store)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True, metavar="URL")
    parser.add_argument("--names", action="append", default=[], type=Path, metavar="PATH", help="lists of names to make marks of")
    parser.add_argument("--rows", type=int, default=100_000, help="filings in memory")
    parser.add_argument("--brands", type=int, default=40)
    chosen = parser.parse_args()
    corpus = corpus_of(tuple(chosen.names))
    with _asked(chosen.store, corpus, chosen.rows) as (held_in, rows, ask):
        brands = list(corpus.brands(chosen.brands, among=rows))
        found = all_found(brands, rows, chosen.names)
        for name, line in (("high", THRESHOLDS.high), ("medium", THRESHOLDS.medium), ("low", THRESHOLDS.low)):
            hits = sum(len(one.over(line)) for one in found)
            print(f"{held_in}, {rows:,} filings, {len(brands)} brands, {hits:,} found at {name} ({line})")
            print(
                f"  {'share of them among the first':34} {'  '.join(f'{cut:>6,}' for cut in CUTS)}  candidates (of all together)"
            )
            for group in ("all", "Chinese", "at most 5 letters", "other"):
                _tell(group, recall(ask, [one for one in found if group in ("all", one.group)], line=line))


def _tell(name: str, share: Share) -> None:
    told = "  ".join(f"{one:6.2%}" for one in share.mean)
    pooled = "  ".join(f"{one:6.2%}" for one in share.pooled)
    sys.stdout.write(f"  {f'{share.brands} brands: {name}':34} {told}  ({pooled})\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
