"""What candidates keep of what brute force finds: ``python -m bench.recall --store URL [--brands 40]``.

Brute force scores every filing of the store in full; found is what is called ``high``, reaches the operating line (``medium``),
or is shown at all (``low``). Then the store is asked for candidates by all keys, by all but one kind, and by one kind alone, and
what share of the found is among the first so many candidates is reported. The store was loaded with ``bench.load``.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from statistics import mean

from bench.corpus import Corpus
from bench.load import NOW, open_bench_store
from index.query import KeyQuery, Query
from index.schema import FILINGS
from index.store import Store
from matcher.keys import query_keys
from matcher.model import THRESHOLDS, mark_score
from matcher.views import view

KINDS: Mapping[str, str] = {
    "t": "whole readings and telling words",
    "d": "one letter left out",
    "g": "three letters in a row",
    "m": "phonetic codes",
    "b": "broad sound",
    "e": "meaning in English",
    "h": "Han pairs and characters",
}
CUTS = (100, 300, 1_000, 3_000)
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """What brute force says of one brand: score by filing."""

    brand: str
    scores: Mapping[str, float]

    def over(self, line: float) -> frozenset[str]:
        """Filings from that score on."""
        return frozenset(key for key, score in self.scores.items() if score >= line)


def all_found(brands: Sequence[str], rows: int) -> list[Found]:
    """Brute force over the whole corpus, on all cores."""
    scores: list[dict[str, float]] = [{} for _ in brands]
    with ProcessPoolExecutor() as pool:
        chunks = [range(start, min(start + CHUNK, rows)) for start in range(0, rows, CHUNK)]
        for done in pool.map(brute_force, [brands] * len(chunks), chunks):
            for at, part in enumerate(done):
                scores[at] |= part
    return [Found(brand, one) for brand, one in zip(brands, scores, strict=True)]


def brute_force(brands: Sequence[str], numbers: range) -> list[dict[str, float]]:
    """For each brand, the filings of these numbers that are shown at all, with their scores."""
    corpus = _corpus()
    asked = [view(brand) for brand in brands]
    found: list[dict[str, float]] = [{} for _ in brands]
    for number in numbers:
        filing = corpus.filing(number)
        seen = view(filing.mark.verbal_element_text or "")
        for at, brand in enumerate(asked):
            score = mark_score(seen, brand)
            if score >= THRESHOLDS.low:
                found[at][filing.key] = score
    return found


@cache
def _corpus() -> Corpus:
    return Corpus()


def recall(store: Store, found: Sequence[Found], *, line: float, keys_of: Callable[[str], tuple[str, ...]]) -> list[float]:
    """Share of what is found from the line on that is among the first 100, 300 … candidates: the mean of the brands.

    Of a brand with more finds than candidates, as many as there may be candidates count as all.
    """
    shares: list[list[float]] = []
    for one in found:
        wanted = one.over(line)
        if not wanted:
            continue
        keys = keys_of(one.brand)
        candidates = store.candidates(FILINGS, [KeyQuery(keys)], limit=CUTS[-1])[0] if keys else ()
        met = [len(wanted.intersection(candidate.id for candidate in candidates[:cut])) for cut in CUTS]
        shares.append([number / min(len(wanted), cut) for number, cut in zip(met, CUTS, strict=True)])
    return [mean(column) for column in zip(*shares, strict=True)] if shares else [1.0] * len(CUTS)


def schemes() -> dict[str, Callable[[str], tuple[str, ...]]]:
    """Name of a scheme → the keys it asks with."""
    made: dict[str, Callable[[str], tuple[str, ...]]] = {"all keys": query_keys}
    for kind in KINDS:
        made[f"without {kind}:"] = partial(_keys, without=kind)
    for kind in KINDS:
        made[f"only {kind}: {KINDS[kind]}"] = partial(_keys, only=kind)
    return made


def _keys(brand: str, *, only: str = "", without: str = "") -> tuple[str, ...]:
    return tuple(key for key in query_keys(brand) if key[0] != without and only in ("", key[0]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True, metavar="URL")
    parser.add_argument("--brands", type=int, default=40)
    chosen = parser.parse_args()
    with closing(open_bench_store(chosen.store)) as store:
        rows = store.search(FILINGS, Query(limit=0)).total
        brands = list(Corpus().brands(chosen.brands, among=rows))
        found = all_found(brands, rows)
        groups = {
            "all brands": found,
            "Chinese": [one for one in found if not one.brand.isascii()],
            "at most 5 letters": [one for one in found if one.brand.isascii() and len(one.brand) <= 5],
        }
        backend = store.health(now=NOW).backend
        for name, line in (("high", THRESHOLDS.high), ("medium", THRESHOLDS.medium), ("low", THRESHOLDS.low)):
            hits = sum(len(one.over(line)) for one in found)
            print(f"{backend}, {rows:,} filings, {len(brands)} brands, {hits:,} found at {name} ({line})")
            print(f"  {'share of them among the first':44} {'  '.join(f'{cut:>6,}' for cut in CUTS)}  candidates")
            for scheme, keys_of in schemes().items():
                _tell(scheme, recall(store, found, line=line, keys_of=keys_of))
            for group, some in list(groups.items())[1:]:
                _tell(f"all keys, {len(some)} brands: {group}", recall(store, some, line=line, keys_of=query_keys))


def _tell(name: str, shares: Sequence[float]) -> None:
    sys.stdout.write(f"  {name:44} {'  '.join(f'{share:6.1%}' for share in shares)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
