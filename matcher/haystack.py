"""The haystack of an evaluation: scores of watched marks against names of others, of which only the highest are kept.

Any scorer can be measured; ``by_model`` is Lookout's own. Memory does not grow with the comparisons.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from matcher.columns import Numbers, Shares
from matcher.labelled import LabelledPair
from matcher.model import scored, side
from matcher.pairs import Pairs
from matcher.views import view

RATES = (1, 5, 10, 100)
"""False alerts per 10,000 comparisons at which recall is reported."""
BANDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.56, 0.62, 0.7, 0.78, 0.85, 0.9, 0.95)
"""Scores at which the comparisons that reach them are counted."""
CHUNK = 20_000
"""Names of the haystack made ready at a time."""
BLOCK = 32_768
"""Pairs compared at a time."""
_SLACK = 2
"""The tail is kept this much longer than the line of the highest rate needs, for the draws of the interval."""

Table = Callable[[Numbers, Numbers], Shares]
"""(places of new marks, places of watched marks) → likeness pair by pair, greater is closer."""
Scorer = Callable[[Sequence[str], Sequence[str]], Table]
"""(new marks, watched marks), made ready for comparing. A function of a module where several processes share the work."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The haystack's tail: the highest ``scores`` and the ``owners``, places of the pairs whose watched mark scored so."""

    scores: Shares
    owners: Numbers
    comparisons: Numbers
    """For every pair."""
    reached: Numbers
    """How many comparisons reached each band."""
    prepared: float
    compared: float


def by_model(new: Sequence[str], watched: Sequence[str]) -> Table:
    """The model's likeness, goods aside."""
    a, b = side([view(text) for text in new]), side([view(text) for text in watched])
    return lambda left, right: scored(Pairs(a, left, b, right)).scores


def gathered(conflicts: Sequence[LabelledPair], background: Sequence[str], *, score: Scorer, jobs: int = 1) -> Noise:
    """Every conflict's watched mark against every name that is neither of its own marks."""
    size = min(CHUNK, -(-len(background) // max(1, jobs)))
    chunks = [background[start : start + size] for start in range(0, len(background), size)]
    kept = int(len(conflicts) * len(background) * max(RATES) / 10_000 * _SLACK) + 1
    work = partial(_noise, conflicts, score=score, kept=kept)
    if jobs > 1 and len(chunks) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            return _merged(list(pool.map(work, chunks)), kept)
    return _merged([work(chunk) for chunk in chunks], kept)


def line(noise: Noise, rate: float) -> float:
    """The lowest score that at most ``rate`` of 10,000 comparisons exceed."""
    allowed = round(int(noise.comparisons.sum()) * rate / 10_000)
    return float(noise.scores[min(allowed, len(noise.scores) - 1)])


def _noise(conflicts: Sequence[LabelledPair], names: Sequence[str], *, score: Scorer, kept: int) -> Noise:
    """One chunk of the haystack."""
    started = time.perf_counter()
    table = score(names, [pair.watched for pair in conflicts])
    ready = time.perf_counter()
    joined = np.array([*(view(name).joined for name in names), None], dtype=object)[:-1]
    tail = _Tail(kept)
    comparisons = np.zeros(len(conflicts), np.intp)
    spent = 0.0
    for place, pair in enumerate(conflicts):
        others = np.flatnonzero((joined != view(pair.new).joined) & (joined != view(pair.watched).joined))
        comparisons[place] = len(others)
        begun = time.perf_counter()
        told = in_blocks(table, others, np.full(len(others), place))
        spent += time.perf_counter() - begun
        tail.add(told, place)
    scores, owners = tail.highest()
    return Noise(scores, owners, comparisons, tail.reached, ready - started, spent)


class _Tail:
    """The highest of many scores."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._scores: list[Shares] = []
        self._owners: list[Numbers] = []
        self._held = 0
        self._least = -np.inf
        self.reached = np.zeros(len(BANDS), np.intp)

    def add(self, scores: Shares, owner: int) -> None:
        self.reached += (scores[:, None] >= np.array(BANDS)).sum(axis=0)
        high = scores[scores >= self._least]
        self._scores.append(high)
        self._owners.append(np.full(len(high), owner))
        self._held += len(high)
        if self._held > 4 * self._kept + BLOCK:
            scores, owners = self.highest()
            self._scores, self._owners, self._held = [scores], [owners], len(scores)
            self._least = float(scores[-1])

    def highest(self) -> tuple[Shares, Numbers]:
        """From the highest down."""
        return _highest(np.concatenate(self._scores), np.concatenate(self._owners), self._kept)


def _highest(scores: Shares, owners: Numbers, kept: int) -> tuple[Shares, Numbers]:
    order = np.argsort(-scores, kind="stable")[:kept]
    return scores[order], owners[order]


def _merged(parts: Sequence[Noise], kept: int) -> Noise:
    scores, owners = _highest(
        np.concatenate([part.scores for part in parts]), np.concatenate([part.owners for part in parts]), kept
    )
    return Noise(
        scores,
        owners,
        np.sum([part.comparisons for part in parts], axis=0),
        np.sum([part.reached for part in parts], axis=0),
        sum(part.prepared for part in parts),
        sum(part.compared for part in parts),
    )


def in_blocks(table: Table, left: Numbers, right: Numbers) -> Shares:
    """Scores of any number of pairs."""
    starts = range(0, len(left), BLOCK)
    return np.concatenate([np.zeros(0), *(table(left[at : at + BLOCK], right[at : at + BLOCK]) for at in starts)])
