"""Fitting the model: coefficients from labelled pairs against a haystack of real names, reproducible and cross-validated.

A logistic regression for every regime of ``matcher.pairs``, the sign of every feature held (for a conflict, or against it). Of
the haystack, the names that are the watched brand itself in another dress are no negatives: the ``TRIMMED`` most alike are left
out of a second fit. What cannot be learned from few Chinese pairs is taught by made ones (``matcher.made_pairs``).
"""

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from matcher.examples import Examples, Flags, signs
from matcher.features import FEATURES
from matcher.logistic import Regression, Vector
from matcher.pairs import REGIMES

FOLDS = 5
SEEDS = (1, 2, 3)
"""Divisions that a cross-validation takes the mean of: one alone is off by two hundredths."""
TRIMMED = 0.5
"""Of 10,000 comparisons with the haystack, so many of the closest are taken for the same brand."""
PENALTY = 0.3
SMALLEST = 0.05
"""Coefficients smaller than this are left out."""
KNOTS = ((1000.0, 0.1), (100.0, 0.3), (10.0, 0.5), (5.0, 0.62), (1.0, 0.85), (0.1, 0.95))
"""(false alerts per 10,000 names, the score that stands for them)"""
_BEYOND = 10.0
"""From the rarest knot it is so many log-odds to the highest score of marks that are not identical."""
_HIGHEST = 0.99


def fitted(examples: Examples) -> Vector:
    """Coefficients, regimes × (features, intercept)."""
    told = scores(examples, _by_regime(examples))
    kept = np.ones(len(examples), bool)
    for kind in ("haystack", "cross haystack"):
        of_kind = examples.kind == kind
        allowed = int(examples.stands_for[of_kind].sum() * TRIMMED / 10_000)
        if allowed:
            kept &= ~(of_kind & (told > np.sort(told[of_kind])[::-1][allowed]))
    return _by_regime(examples[kept])


def rounded(coefficients: Vector) -> Vector:
    """As they stand in the table: two digits, the smallest features left out."""
    kept = np.abs(coefficients) >= SMALLEST
    kept[:, -1] = True
    return np.where(kept, np.round(coefficients, 2), 0.0)


def scores(examples: Examples, coefficients: Vector) -> Vector:
    """Log-odds of the examples."""
    chosen = coefficients[examples.regime]
    return np.asarray((examples.features * chosen[:, :-1]).sum(axis=1) + chosen[:, -1])


def line(examples: Examples, told: Vector, rate: float) -> float:
    """The log-odds that ``rate`` of 10,000 comparisons of the haystack exceed."""
    noise = examples.kind == "haystack"
    order = np.argsort(-told[noise], kind="stable")
    seen = np.cumsum(examples.stands_for[noise][order])
    return float(told[noise][order][min(int(np.searchsorted(seen, seen[-1] * rate / 10_000)), len(order) - 1)])


def cross_validated(
    examples: Examples, rates: Sequence[float], *, seeds: Sequence[int] = SEEDS
) -> tuple[dict[float, float], float]:
    """Recall of held-out conflicts at each rate of false alerts, and the share of held-out hard negatives above the line at 5.

    Watched marks are held out with all their pairs and their haystack; the mean of a division into ``FOLDS`` for every seed.
    """
    found: dict[float, list[bool]] = {rate: [] for rate in rates}
    hard: list[bool] = []
    for held_out in _divisions(examples, seeds):
        held = examples[held_out]
        told = scores(held, rounded(fitted(examples[~held_out])))
        for rate in rates:
            found[rate] += (told[held.kind == "conflict"] > line(held, told, rate)).tolist()
        hard += (told[held.kind == "hard"] > line(held, told, 5)).tolist()
    return {rate: float(np.mean(hits)) for rate, hits in found.items()}, float(np.mean(hard)) if hard else 0.0


def _divisions(examples: Examples, seeds: Sequence[int]) -> Iterator[Flags]:
    """Examples held out, fold by fold: marks of decided pairs are spread evenly over the folds."""
    decided = np.unique(examples.mark[examples.kind == "conflict"])
    count = int(examples.mark.max()) + 1
    for seed in seeds:
        draw = np.random.default_rng(seed)
        folds = draw.integers(FOLDS, size=count)
        folds[decided] = draw.permutation(len(decided)) % FOLDS
        for fold in range(FOLDS):
            yield folds[examples.mark] == fold


def model_table(coefficients: Vector) -> str:
    """tables/model.csv."""
    table = rounded(coefficients)
    rows = [(feature.name, feature.axis, table[:, place]) for place, feature in enumerate(FEATURES)]
    cells = [[name, axis, *(f"{value:.2f}" if value else "" for value in values)] for name, axis, values in rows]
    return _csv([["feature", "axis", *REGIMES], *cells, ["intercept", "", *(f"{value:.2f}" for value in table[:, -1])]])


def calibration_table(examples: Examples, coefficients: Vector) -> str:
    """tables/calibration.csv: the score of log-odds, by how rare it is among names of others."""
    told = scores(examples, coefficients)
    knots = [(rate, line(examples, told, rate), score) for rate, score in KNOTS]
    knots.append((0.0, knots[-1][1] + _BEYOND, _HIGHEST))
    return _csv(
        [["false_alerts_per_10000", "log_odds", "score"], *([f"{rate:g}", f"{at:.2f}", score] for rate, at, score in knots)]
    )


def _by_regime(examples: Examples) -> Vector:
    found = np.zeros((len(REGIMES), len(FEATURES) + 1))
    for regime in range(len(REGIMES)):
        chosen = examples[examples.regime == regime]
        features = chosen.features.astype(np.float64)
        found[regime] = Regression(features, chosen.conflict, chosen.weight, signs=signs(), penalty=PENALTY).fit()
    return found


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
