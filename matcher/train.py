"""Fitting the model: coefficients from labelled pairs against a haystack of real names, reproducible and cross-validated.

A logistic regression for every regime of ``matcher.pairs``, the sign of every feature held (for a conflict, or against it), fitted
by projected Newton steps with an L2 penalty. Of the haystack, the names that are the watched brand itself in another dress are no
negatives: the ``TRIMMED`` most alike are left out of a second fit. What cannot be learned from few Chinese pairs is taught by made
ones (``matcher.made_pairs``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from matcher.columns import Columns
from matcher.evaluate import LabelledPair
from matcher.features import FEATURES
from matcher.made_pairs import made_conflicts, made_strangers
from matcher.pairs import REGIMES, Pairs
from matcher.rarity import Rarity
from matcher.views import view

Vector = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]

FOLDS = 5
TRIMMED = 0.5
"""Of 10,000 comparisons with the haystack, so many of the closest are taken for the same brand."""
PENALTY = 1.0
CONFLICT, CROSS, HARD, MADE = 20.0, 0.4, 5.0, 2.0
"""What one decided conflict, one brand in two scripts, one constructed negative and one made conflict count in the fit; a comparison
with the haystack counts 1."""
_CLOSE = 0.04
_SAMPLED = 100
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is trained on."""

    pairs: Sequence[LabelledPair]
    cross: Sequence[LabelledPair]
    """The same brands in two scripts."""
    background: Sequence[str]
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Examples:
    """Compared pairs in columns."""

    features: npt.NDArray[np.float32]
    regime: npt.NDArray[np.intp]
    conflict: npt.NDArray[np.bool_]
    weight: Vector
    """What it counts in the fit."""
    stands_for: Vector
    """How many comparisons it stands for: of unlike ones a sample is kept."""
    fold: npt.NDArray[np.intp]
    kind: npt.NDArray[np.str_]

    def __getitem__(self, chosen: npt.NDArray[np.bool_]) -> "Examples":
        return Examples(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def __len__(self) -> int:
        return len(self.weight)


def joined(parts: Sequence[Examples]) -> Examples:
    """One table of several."""
    return Examples(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Examples)))


class Gatherer:
    """Turns texts into examples."""

    def __init__(self, rarity: Rarity, seed: int) -> None:
        self._rarity = rarity
        self._draw = np.random.default_rng(seed)

    def labelled(self, pairs: Sequence[LabelledPair], kind: str, weight: float) -> tuple[Examples, npt.NDArray[np.intp]]:
        """Pairs as they are, identical ones left out, and the fold of each pair that was given."""
        folds = self._draw.permutation(len(pairs)) % FOLDS
        new, old = self._columns([pair.new for pair in pairs]), self._columns([pair.watched for pair in pairs])
        place = np.arange(len(pairs))
        found = Pairs(new, place, old, place)
        conflict = np.array([pair.conflict for pair in pairs], dtype=bool)
        examples = _examples(found, conflict, weight, folds, kind)
        return examples[~found.same], folds

    def haystack(
        self, pairs: Sequence[LabelledPair], background: Sequence[str], folds: npt.NDArray[np.intp], kind: str, weight: float
    ) -> Examples:
        """Every watched mark against the background, the very marks of its pair left out."""
        new = self._columns(background)
        own, old = self._columns([pair.new for pair in pairs]), self._columns([pair.watched for pair in pairs])
        parts = []
        for place in range(len(pairs)):
            left = np.flatnonzero((new.joined != own.joined[place]) & (new.joined != old.joined[place]))
            found = Pairs(new, left, old, np.full(len(left), place))
            parts.append(self._thinned(_examples(found, np.zeros(len(left), bool), weight, np.full(len(left), folds[place]), kind)))
        return joined(parts)

    def _thinned(self, examples: Examples) -> Examples:
        """All examples that are any like, and of the others one in ``_SAMPLED``, standing for all of them."""
        like = examples.features @ (signs() > 0)
        close = like >= np.quantile(like, 1 - _CLOSE)
        drawn = ~close & (self._draw.random(len(like)) < 1 / _SAMPLED)
        examples.weight[drawn] *= _SAMPLED
        examples.stands_for[drawn] = _SAMPLED
        return examples[close | drawn]

    def _columns(self, texts: Sequence[str]) -> Columns:
        return Columns([view(text) for text in texts], self._rarity)


def gathered(material: Material, rarity: Rarity) -> Examples:
    """All examples of the material."""
    draw = np.random.default_rng(material.seed)
    gather = Gatherer(rarity, material.seed)
    conflicts = [pair for pair in material.pairs if pair.conflict]
    decided, folds = gather.labelled(conflicts, "conflict", CONFLICT)
    hard, _ = gather.labelled([pair for pair in material.pairs if pair.hard and not pair.conflict], "hard", HARD)
    cross, cross_folds = gather.labelled(material.cross, "cross", CROSS)
    some = draw.permutation(len(material.cross))[:150]
    made = made_conflicts(material.background, seed=material.seed)
    taught, made_folds = gather.labelled(made, "made", MADE)
    strangers = made_strangers(material.background, seed=material.seed)
    return joined(
        [
            decided,
            gather.haystack(conflicts, material.background, folds, "haystack", 1.0),
            hard,
            cross,
            gather.haystack([material.cross[at] for at in some], material.background, cross_folds[some], "cross haystack", CROSS),
            taught,
            gather.haystack(made, strangers, made_folds, "made haystack", 1.0),
        ]
    )


def fitted(examples: Examples) -> Vector:
    """Coefficients, regimes × (features, intercept)."""
    first = _by_regime(examples)
    told = scores(examples, first)
    kept = np.ones(len(examples), bool)
    for kind in ("haystack", "cross haystack"):
        of_kind = examples.kind == kind
        allowed = int(examples.stands_for[of_kind].sum() * TRIMMED / 10_000)
        line = np.sort(told[of_kind])[::-1][allowed]
        kept &= ~(of_kind & (told > line))
    return _by_regime(examples[kept])


def scores(examples: Examples, coefficients: Vector) -> Vector:
    """Log-odds of the examples."""
    chosen = coefficients[examples.regime]
    return np.asarray((examples.features * chosen[:, :-1]).sum(axis=1) + chosen[:, -1])


def line(examples: Examples, told: Vector, rate: float) -> float:
    """The log-odds that ``rate`` of 10,000 comparisons of the haystack exceed."""
    noise = examples.kind == "haystack"
    order = np.argsort(-told[noise])
    seen = np.cumsum(examples.stands_for[noise][order])
    return float(told[noise][order][np.searchsorted(seen, seen[-1] * rate / 10_000)])


def cross_validated(examples: Examples, rates: Sequence[float]) -> tuple[dict[float, float], float]:
    """Recall of held-out conflicts at each rate of false alerts, and the share of held-out hard negatives above the line at 5."""
    found: dict[float, list[bool]] = {rate: [] for rate in rates}
    hard: list[bool] = []
    for fold in range(FOLDS):
        held = examples[examples.fold == fold]
        told = scores(held, fitted(examples[examples.fold != fold]))
        for rate in rates:
            found[rate] += (told[held.kind == "conflict"] > line(held, told, rate)).tolist()
        hard += (told[held.kind == "hard"] > line(held, told, 5)).tolist()
    return {rate: float(np.mean(hits)) for rate, hits in found.items()}, float(np.mean(hard)) if hard else 0.0


def signs() -> Signs:
    """For every feature 1 where it may only speak for a conflict, -1 where only against."""
    return np.array([-1 if feature.axis == "against" else 1 for feature in FEATURES], dtype=np.int8)


def _examples(
    pairs: Pairs, conflict: npt.NDArray[np.bool_], weight: float, fold: npt.NDArray[np.intp], kind: str
) -> Examples:
    features = np.stack([feature.measure(pairs) for feature in FEATURES], axis=1).astype(np.float32)
    count = len(pairs)
    return Examples(
        features, pairs.regime, conflict, np.full(count, weight), np.ones(count), fold, np.full(count, kind, dtype="<U16")
    )


def _by_regime(examples: Examples) -> Vector:
    found = np.zeros((len(REGIMES), len(FEATURES) + 1))
    for regime in range(len(REGIMES)):
        chosen = examples.regime == regime
        found[regime] = _fit(examples.features[chosen].astype(np.float64), examples.conflict[chosen], examples.weight[chosen])
    return found


def _fit(features: Vector, conflict: npt.NDArray[np.bool_], weight: Vector) -> Vector:
    """Weighted logistic regression with held signs: Newton steps over the coefficients that are free, halved until they help."""
    table = np.concatenate((features, np.ones((len(features), 1))), axis=1)
    bound = np.append(signs(), 0)
    penalty = np.append(np.full(len(bound) - 1, PENALTY), 0.0)
    found = np.zeros(len(bound))
    loss, chance = _loss(table, conflict, weight, penalty, found)
    for _ in range(_STEPS):
        slope = table.T @ (weight * (chance - conflict)) + penalty * found
        spread = weight * chance * (1 - chance)
        step = _step(table, spread, slope, penalty, bound, found)
        length, before = _reach(found, step, bound), found
        while length > 1e-6:
            tried = before - length * step
            tried[(bound != 0) & (tried * bound < 1e-9)] = 0.0
            tried_loss, tried_chance = _loss(table, conflict, weight, penalty, tried)
            if tried_loss <= loss:
                found, loss, chance = tried, tried_loss, tried_chance
                break
            length /= 2
        if float(np.abs(found - before).max()) < 1e-4:
            break
    return found


def _step(table: Vector, spread: Vector, slope: Vector, penalty: Vector, bound: Signs, at: Vector) -> Vector:
    """Newton's step over the coefficients that may move: not those at zero that it would push over their bound."""
    free = ~((at == 0) & (bound != 0) & (bound * slope > 0))
    while True:
        inner = table[:, free]
        curve = (inner * spread[:, None]).T @ inner + np.diag(penalty[free] + 1e-9)
        step = np.zeros(len(at))
        step[free] = np.linalg.solve(curve, slope[free])
        over = free & (at == 0) & (bound * step > 0)
        if not over.any():
            return step
        free &= ~over


def _reach(at: Vector, step: Vector, bound: Signs) -> float:
    """How far along the step the first coefficient meets its bound, at most 1."""
    towards = (bound != 0) & (at != 0) & (np.sign(step) == np.sign(at))
    return float(min(1.0, (at[towards] / step[towards]).min(initial=1.0)))


def _loss(table: Vector, conflict: npt.NDArray[np.bool_], weight: Vector, penalty: Vector, at: Vector) -> tuple[float, Vector]:
    told = table @ at
    loss = float((weight * np.logaddexp(0.0, np.where(conflict, -told, told))).sum() + 0.5 * (penalty * at**2).sum())
    return loss, 1.0 / (1.0 + np.exp(-told))
