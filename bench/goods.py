"""How well the relation of goods agrees with an office's own judgement, and how fast it is: ``python -m bench.goods PAIRS.csv``.

PAIRS.csv holds terms that an office holds similar (columns ``Class 1, Term 1, Similarity, Class 2, Term 2``; degree 1 low to 3
high), as EUIPO's Similarity tool gives them. As all of them are similar, two questions are asked: do listed pairs of different
classes outrank random pairs of the same terms (AUC, for the classes alone, the texts alone, and both), and does the relation of
texts rise with the degree (Spearman)? The tables were written looking at half ``a``; report half ``b``. Pairs fall into halves by
their first term.
"""

import argparse
import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.load import open_bench_store
from desk.goods import build_goods, count_co_filings
from desk.wiring import utc_now
from matcher.goods_likeness import compare_goods
from matcher.goods_terms import read_goods
from matcher.goods_verdict import Goods, nearness

RANDOM_PAIRS = 3_000
SEED = 5
LOW = (0.25, 0.75)
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Listed:
    """Two terms with their classes, and how similar an office holds them (0: not listed)."""

    class_a: int
    term_a: str
    class_b: int
    term_b: str
    degree: int = 0

    @property
    def same_class(self) -> bool:
        """Both terms are of one class."""
        return self.class_a == self.class_b


Score = Callable[[Listed], float]


def read_pairs(path: Path, half: str) -> list[Listed]:
    """The pairs of one half."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if _half(row["Term 1"]) == half]
    return [Listed(int(r["Class 1"]), r["Term 1"], int(r["Class 2"]), r["Term 2"], int(r["Similarity"])) for r in rows]


def random_pairs(listed: Sequence[Listed], *, same_class: bool) -> list[Listed]:
    """Terms of the list put together at random, those that stand in it left out."""
    draw = random.Random(SEED)
    known = {frozenset((pair.term_a, pair.term_b)) for pair in listed}
    found: list[Listed] = []
    while len(found) < RANDOM_PAIRS:
        one, other = draw.choice(listed), draw.choice(listed)
        pair = Listed(one.class_a, one.term_a, other.class_b, other.term_b)
        if pair.same_class is same_class and frozenset((pair.term_a, pair.term_b)) not in known:
            found.append(pair)
    return found


def auc(positive: Numbers, negative: Numbers) -> float:
    """Share of (positive, negative) pairs in the right order, ties half."""
    ranks = ranked(np.concatenate([positive, negative]))
    return float((ranks[: len(positive)].sum() - len(positive) * (len(positive) - 1) / 2) / (len(positive) * len(negative)))


def spearman(a: Numbers, b: Numbers) -> float:
    """Rank correlation, ties at their mean rank."""
    return float(np.corrcoef(ranked(a), ranked(b))[0, 1])


def ranked(values: Numbers) -> Numbers:
    """Ranks from 0, ties at their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    first = np.cumsum(count) - count
    return np.asarray(first + (count - 1) / 2, dtype=np.float64)[place]


def report(pairs: Sequence[Listed]) -> None:
    """Print the two answers."""
    goods = build_goods()

    def by_class(pair: Listed) -> float:
        return goods.relation((pair.class_a,), (pair.class_b,)) or 0.0

    def by_text(pair: Listed) -> float:
        found = compare_goods(read_goods(pair.term_a, pair.class_a), read_goods(pair.term_b, pair.class_b))
        return found.score if found else 0.0

    def by_both(pair: Listed) -> float:
        a = Goods((pair.class_a,), ((pair.class_a, pair.term_a),))
        return nearness(goods, a, Goods((pair.class_b,), ((pair.class_b, pair.term_b),))) or 0.0

    for same in (False, True):
        listed, drawn = [pair for pair in pairs if pair.same_class is same], random_pairs(pairs, same_class=same)
        print(f"{'one class' if same else 'different classes'}: {len(listed)} listed pairs, {len(drawn)} random ones")
        for name, score in (("classes", by_class), ("texts", by_text), ("both", by_both)):
            told, made = _scores(score, listed), _scores(score, drawn)
            low = "; ".join(f"below {line}: listed {(told < line).mean():.3f}, random {(made < line).mean():.3f}" for line in LOW)
            print(f"  {name:8} AUC {auc(told, made):.3f}; {low}")
    degrees = np.array([pair.degree for pair in pairs], dtype=np.float64)
    told = _scores(by_text, pairs)
    high_over_low = auc(told[degrees == 3], told[degrees == 1])
    print(f"texts against degree: Spearman {spearman(told, degrees):.3f}; AUC of 3 over 1 {high_over_low:.3f}")
    terms = [term for pair in pairs for term in (*read_goods(pair.term_a, pair.class_a).terms, *read_goods(pair.term_b).terms)]
    print(f"terms understood: {sum(term.understood for term in terms) / len(terms):.3f}")
    began = time.perf_counter()
    _scores(by_text, random_pairs(pairs, same_class=False))
    print(f"texts read before, compared: {(time.perf_counter() - began) / RANDOM_PAIRS * 1e6:.0f} µs a pair")


def _scores(score: Score, pairs: Sequence[Listed]) -> Numbers:
    return np.array([score(pair) for pair in pairs], dtype=np.float64)


def _half(term: str) -> str:
    return "ab"[int(sha256(term.lower().encode()).hexdigest(), 16) % 2]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="?", help="terms and degrees, CSV")
    parser.add_argument("--half", choices=("a", "b"), default="b")
    parser.add_argument("--store", help="address of a store whose co-filings are counted and timed")
    given = parser.parse_args()
    if given.pairs:
        report(read_pairs(given.pairs, given.half))
    if given.store:
        store = open_bench_store(given.store)
        began = time.perf_counter()
        count = count_co_filings(store, now=utc_now())
        print(f"{count.filings:,} filings, {len(count.pairs)} pairs of classes: counted in {time.perf_counter() - began:.1f} s")
        store.close()


if __name__ == "__main__":
    main()
