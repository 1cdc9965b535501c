"""How well a scorer finds conflicts among real names: recall at a given rate of false alerts.

The watch task: the watched mark of every conflict is scored against the conflicting one and against a haystack of names of
others. The line lies at the score that ``n`` of 10,000 comparisons with the haystack exceed; recall is the share of conflicts
above it, a score equal to the line not counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.columns import Shares
from matcher.haystack import BANDS, RATES, Noise, Scorer, by_model, gathered, in_blocks, line
from matcher.labelled import LabelledPair
from matcher.packaged import rows
from matcher.views import view

DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """A share 0..1 with its 95 % interval, by drawing watched marks anew, each with its conflicts and its haystack."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """So many pairs, and at each rate the share of them above the line."""

    pairs: int
    above: Mapping[int, Share]


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from ``score`` on: what they promise of 10,000 comparisons with names of others, what was seen, what was found."""

    score: float
    promised: float
    observed: float
    conflicts: float
    """Share of the conflicts that score so high."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found."""

    lines: Mapping[int, float]
    """Rate → score of the line."""
    conflicts: Group
    grounds: Mapping[str, Group]
    hard: Group | None
    """Constructed negatives, which should stay below; ``None`` where there are none."""
    litigated: Group | None
    """Negatives that somebody went to court for: as alike as the conflicts, so reported and not judged."""
    bands: tuple[Band, ...]
    comparisons: int
    """With the haystack."""
    prepared: float
    """Seconds for making views of the haystack, over all processes."""
    compared: float
    """Seconds for comparing with it, over all processes."""
    scores: Shares
    """Of every pair given, in order."""

    @property
    def speed(self) -> float:
        """Comparisons a second on one core, views at hand."""
        return self.comparisons / self.compared if self.compared else 0.0

    @property
    def drift(self) -> float | None:
        """By what factor false alerts miss what the scores promise, as the geometric mean of the bands; 1 is perfect.

        Bands with less than one alert expected, or none seen, tell nothing and are left out.
        """
        told = [band for band in self.bands if band.observed > 0 and band.promised * self.comparisons >= 10_000]
        return float(np.exp(np.mean([abs(np.log(band.observed / band.promised)) for band in told]))) if told else None


def evaluate(
    pairs: Sequence[LabelledPair], background: Sequence[str], *, score: Scorer = by_model, jobs: int = 1, seed: int = 7
) -> Report:
    """Hold every conflict's watched mark against its new mark and the whole background.

    Raises ValueError where there is no conflict or no background to measure on.
    """
    conflicts = [pair for pair in pairs if pair.conflict]
    if not conflicts or not background:
        raise ValueError("an evaluation needs at least one conflict and one background name")
    table = score([pair.new for pair in pairs], [pair.watched for pair in pairs])
    got = in_blocks(table, np.arange(len(pairs)), np.arange(len(pairs)))
    noise = gathered(conflicts, background, score=score, jobs=jobs)
    conflict = np.array([pair.conflict for pair in pairs])
    hard = np.array([pair.hard for pair in pairs]) & ~conflict
    found = got[conflict]
    lines = {rate: line(noise, rate) for rate in RATES}
    draws = _Draws(conflicts, noise, seed)
    grounds = np.array([pair.ground for pair in conflicts])
    return Report(
        lines=lines,
        conflicts=draws.group(found, np.ones(len(found), bool), lines),
        grounds={ground: draws.group(found, grounds == ground, lines) for ground in sorted(set(grounds.tolist()))},
        hard=_fixed(got[hard], lines, seed),
        litigated=_fixed(got[~conflict & ~hard], lines, seed),
        bands=_bands(noise, found),
        comparisons=int(noise.comparisons.sum()),
        prepared=noise.prepared,
        compared=noise.compared,
        scores=got,
    )


def promised(score: float) -> float:
    """False alerts per 10,000 that a score stands for, by tables/calibration.csv; between its rows by the logarithm."""
    table = [(float(row["score"]), float(row["false_alerts_per_10000"])) for row in rows("calibration")]
    at, rate = np.array([row for row in table if row[1] > 0]).T
    return float(np.exp(np.interp(score, at, np.log(rate))))


def _bands(noise: Noise, found: Shares) -> tuple[Band, ...]:
    total = int(noise.comparisons.sum())
    return tuple(
        Band(score, promised(score), 10_000 * int(reached) / max(1, total), float((found >= score).mean()))
        for score, reached in zip(BANDS, noise.reached, strict=True)
    )


class _Draws:
    """Watched marks drawn anew, with replacement, each with all its pairs and its haystack: the lines move with them."""

    def __init__(self, conflicts: Sequence[LabelledPair], noise: Noise, seed: int) -> None:
        marks = np.unique([view(pair.watched).joined for pair in conflicts], return_inverse=True)[1]
        count = int(marks.max()) + 1
        drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=DRAWS)
        self.weights = drawn[:, marks].astype(np.float64)
        self.lines = dict(zip(RATES, np.array([_drawn_lines(noise, weights) for weights in self.weights]).T, strict=True))

    def group(self, found: Shares, chosen: npt.NDArray[np.bool_], lines: Mapping[int, float]) -> Group:
        """Shares of the chosen conflicts above the lines."""
        weights, scores = self.weights[:, chosen], found[chosen]
        held = weights.sum(axis=1)
        above = {}
        for rate, at in self.lines.items():
            hits = (weights * (scores > at[:, None])).sum(axis=1)[held > 0] / held[held > 0]
            above[rate] = _share(scores > lines[rate], hits)
        return Group(int(chosen.sum()), above)


def _drawn_lines(noise: Noise, weights: Shares) -> list[float]:
    exceeding = np.cumsum(weights[noise.owners])
    allowed = np.round(float(weights @ noise.comparisons) * np.array(RATES) / 10_000)
    places = np.minimum(np.searchsorted(exceeding, allowed, side="right"), len(exceeding) - 1)
    return [float(score) for score in noise.scores[places]]


def _fixed(scores: Shares, lines: Mapping[int, float], seed: int) -> Group | None:
    """Shares of negatives above the lines; they have no haystack of their own, so that the lines stay."""
    if not len(scores):
        return None
    drawn = np.random.default_rng(seed).integers(len(scores), size=(DRAWS, len(scores)))
    above = {rate: _share(scores > at, (scores[drawn] > at).mean(axis=1)) for rate, at in lines.items()}
    return Group(len(scores), above)


def _share(hits: npt.NDArray[np.bool_], drawn: Shares) -> Share:
    low, high = np.quantile(drawn, (0.025, 0.975)) if len(drawn) else (0.0, 1.0)
    return Share(float(hits.mean()), float(low), float(high))
