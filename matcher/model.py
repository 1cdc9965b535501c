"""The model: a reviewed table of weights over the features, and what comparing pairs of marks says.

A logistic sum for each regime of ``matcher.pairs``; ``lookout train`` makes tables/model.csv from decided conflicts and a
haystack of real brand names. The log-odds are then read off tables/calibration.csv as a score that says how rare such a
likeness is: see ``THRESHOLDS``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from matcher.axes import strengths
from matcher.columns import Columns, Means, Numbers, Shares
from matcher.explain import CODES, explained
from matcher.features import FEATURES, meaning_from, same_meaning
from matcher.goods import IDENTICAL_FLOOR, factor
from matcher.packaged import rows
from matcher.pairs import REGIMES, Pairs
from matcher.rarity import Rarity, packaged
from matcher.views import View
from records.match import Evidence

FEATURE_SET = "lookout-3"
"""Name and version of views, features, weights and name rules: a change of any is a new version."""
CLOSE_CAP = 0.99
"""What is not identical but for dress stays below this."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Score from which a likeness is called high, medium or low; below ``low`` it is none found.

    On real brand names ``low`` fires for 10, ``medium`` for 5 and ``high`` for 1 of 10,000 unrelated names.
    """

    high: float
    medium: float
    low: float

    def level(self, score: float) -> str:
        """``high``, ``medium``, ``low`` or ``none``."""
        if score >= self.high:
            return "high"
        if score >= self.medium:
            return "medium"
        return "low" if score >= self.low else "none"


Least = float | Callable[[Shares], float]
"""A score, or what tells it from scores without meanings, which are never higher than those with them."""

_MEANING = next(place for place, one in enumerate(FEATURES) if one.measure is same_meaning)
THRESHOLDS = Thresholds(high=0.85, medium=0.62, low=0.5)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two marks gave: ``score`` with the goods taken in, ``mark_score`` without."""

    score: float
    mark_score: float
    class_relation: float | None
    evidence: tuple[Evidence, ...]


NOTHING = Comparison(0.0, 0.0, None, ())


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with their scores, and what each feature says of them."""

    pairs: Pairs
    scores: Shares
    """Likeness 0..1, goods aside: 1 for marks identical but for dress, 0 where one holds nothing to compare."""
    features: Shares
    """Rows are pairs, columns ``FEATURES``."""

    def axes(self) -> Shares:
        """How strongly the marks are alike on each of ``matcher.axes.AXES``, 0..1: rows are pairs."""
        return strengths(self.features, _coefficients()[self.pairs.regime][:, :-1], self.pairs.regime, self.pairs.same)

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Why the pair scored so: the weightiest first."""
        return next(self.evidences(np.array([row])))

    def evidences(self, rows: Numbers) -> Iterator[tuple[Evidence, ...]]:
        """``evidence`` of some of the pairs, in their order; cheaper together."""
        weights = _coefficients()[self.pairs.regime[rows], :-1]
        return explained(self.pairs, rows, self.features[rows], weights)


@dataclass(frozen=True, slots=True)
class Unread:
    """Pairs that are scored but for what they mean, which takes longest to find out."""

    pairs: Pairs
    features: Shares
    """As in ``Scored``, meanings not yet filled in."""
    log_odds: Shares

    def scores(self, least: Least = 0.0) -> Shares:
        """The scores with meanings, but where none could lift one to ``least``."""
        return self._with(self._meanings(least))

    def scored(self, least: Least = 0.0) -> Scored:
        """The same with what each feature says, meanings filled in."""
        meanings = self._meanings(least)
        self.features[:, _MEANING] = meanings
        return Scored(self.pairs, self._with(meanings), self.features)

    def _meanings(self, least: Least) -> Shares:
        enough = least(_scores(self.pairs, self.log_odds)) if callable(least) else least
        lacking = _wanted(_log_odds(enough) - self.log_odds, self._weight) if enough else np.zeros(len(self.pairs))
        return meaning_from(self.pairs, lacking)

    def _with(self, meanings: Shares) -> Shares:
        return _scores(self.pairs, self.log_odds + meanings * self._weight)

    @property
    def _weight(self) -> Shares:
        return np.asarray(_coefficients()[self.pairs.regime, _MEANING])


def unread(pairs: Pairs) -> Unread:
    """Score pairs, many at once, but for what they mean."""
    weights = _coefficients()[pairs.regime]
    features = np.stack([np.zeros(len(pairs)) if one.measure is same_meaning else one.measure(pairs) for one in FEATURES], axis=1)
    return Unread(pairs, features, (features * weights[:, :-1]).sum(axis=1) + weights[:, -1])


def scored(pairs: Pairs, *, least: Least = 0.0) -> Scored:
    """Score pairs, many at once. Where no meaning could lift a score to ``least``, none is looked for."""
    return unread(pairs).scored(least)


def _scores(pairs: Pairs, log_odds: Shares) -> Shares:
    found = likeness(log_odds)
    found[pairs.same] = 1.0
    found[pairs.nothing] = 0.0
    return found


def side(views: Sequence[View], rarity: Rarity | None = None, means: Means | None = None) -> Columns:
    """Views made ready for ``scored``. ``rarity``: what words tell, the same for both sides; ``None``: as packaged.

    ``means``: what single ones of them mean, if to get at the views takes longer.
    """
    return Columns(views, packaged() if rarity is None else rarity, means)


def compare(a: View, b: View, *, class_relation: float | None, rarity: Rarity | None = None) -> Comparison:
    """Compare a new mark ``a`` with a watched one ``b``; ``class_relation`` is 0..1 or ``None`` for unknown goods."""
    if a.empty or b.empty:
        return NOTHING
    told = scored(_pair(a, b, rarity))
    mark_score = round(float(told.scores[0]), 4)
    evidence = (*told.evidence(0), goods_evidence(class_relation))
    return Comparison(with_goods(mark_score, class_relation), mark_score, class_relation, evidence)


def mark_score(a: View, b: View) -> float:
    """Likeness of two marks, 0..1, goods aside."""
    return float(scored(_pair(a, b)).scores[0])


def likeness(log_odds: Shares) -> Shares:
    """Score of log-odds: between the knots of tables/calibration.csv in a straight line, below them fading to 0."""
    at, score = _knots()
    found = np.interp(log_odds, at, score)
    below = log_odds < at[0]
    found[below] = score[0] * np.exp(0.5 * (log_odds[below] - at[0]))
    return np.asarray(found)


def with_goods(mark: float, class_relation: float | None) -> float:
    """A mark's score with its goods taken in: multiplied, and never below the floor for an identical mark."""
    return float(with_factors(np.array([mark]), np.array([factor(class_relation)]))[0])


def with_factors(marks: Shares, factors: Shares) -> Shares:
    """``with_goods`` for many: scores by what the goods leave of them."""
    told = marks * factors
    floored: Shares = np.where(marks == 1.0, np.maximum(told, IDENTICAL_FLOOR), told)
    return floored.round(4)


def goods_evidence(class_relation: float | None) -> Evidence:
    """What the goods had to say; unknown is said, not zero."""
    if class_relation is None:
        return Evidence(feature="goods", score=0.0, weight=0.0, detail="classes unknown")
    words = "same class" if class_relation == 1.0 else "related classes" if class_relation > 0 else "unrelated classes"
    return Evidence(feature="goods", score=class_relation, weight=1.0 - factor(0.0), detail=words)


def explanations() -> dict[str, str]:
    """Code that may stand in evidence → what it means, in a sentence."""
    against = {feature.name: feature.explanation for feature in FEATURES if feature.axis == "against"}
    return {**CODES, **against, "goods": "How near the goods and services are."}


@lru_cache(maxsize=256)
def one_side(view: View, rarity: Rarity | None = None) -> Columns:
    """A single view made ready."""
    return side([view], rarity)


def _pair(a: View, b: View, rarity: Rarity | None = None) -> Pairs:
    first = np.zeros(1, np.intp)
    return Pairs(one_side(a, rarity), first, one_side(b, rarity), first)


@cache
def _coefficients() -> Shares:
    """Regimes × (features, intercept)."""
    table = {row["feature"]: [float(row[regime] or 0) for regime in REGIMES] for row in rows("model")}
    unknown = (set(table) - {"intercept"}) ^ {feature.name for feature in FEATURES}
    if unknown:
        raise ValueError(f"matcher/tables/model.csv and matcher/features.py differ in: {', '.join(sorted(unknown))}")
    return np.array([table[feature.name] for feature in FEATURES] + [table["intercept"]]).T


def _wanted(lacking: Shares, weight: Shares) -> Shares:
    """How much of a feature makes up for what is lacking; more than there can be where it has no weight."""
    return np.where(weight > 0, lacking / np.maximum(weight, 1e-9), 2.0).clip(0.0)


def _log_odds(score: float) -> float:
    """From which log-odds on a score is reached."""
    at, known = _knots()
    return float(np.interp(score, known, at))


@cache
def _knots() -> tuple[Shares, Shares]:
    table = rows("calibration")
    return np.array([float(row["log_odds"]) for row in table]), np.array([float(row["score"]) for row in table])
