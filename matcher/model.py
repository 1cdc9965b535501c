"""The model: a reviewed table of weights over the features, and what one comparison says.

A logistic sum. The weights of tables/model.csv were fitted to decided conflicts against real brand names with the sign of every
feature held, then rounded; ``short`` was set by hand, because short marks are held strictly. The intercept puts 0.5 where about
10 of 10,000 unrelated names fire.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from matcher.features import FEATURES, Feature, Measure
from matcher.goods import IDENTICAL_FLOOR, factor
from matcher.packaged import rows
from matcher.pairs import Pair, lay
from matcher.views import View
from records.match import Evidence

FEATURE_SET = "lookout-1"
"""Name and version of features, weights and name rules: a change of any is a new version."""
CLOSE_CAP = 0.99
"""What is not identical but for dress stays below this."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Score from which a likeness is called high, medium or low; below ``low`` it is none found.

    On real brand names ``low`` fires for about 10, ``medium`` 5 and ``high`` 1 to 2 of 10,000 unrelated names.
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


THRESHOLDS = Thresholds(high=0.85, medium=0.62, low=0.5)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two marks gave: ``score`` with the goods taken in, ``mark_score`` without."""

    score: float
    mark_score: float
    class_relation: float | None
    evidence: tuple[Evidence, ...]


NOTHING = Comparison(0.0, 0.0, None, ())


def compare(a: View, b: View, *, class_relation: float | None) -> Comparison:
    """Compare a new mark ``a`` with a watched one ``b``; ``class_relation`` is 0..1 or ``None`` for unknown goods."""
    if a.empty or b.empty:
        return NOTHING
    pair = lay(a, b)
    mark_score = _score(pair)
    evidence = _identity(pair) if mark_score == 1.0 else _evidence(pair)
    return Comparison(
        with_goods(mark_score, class_relation), mark_score, class_relation, (*evidence, goods_evidence(class_relation))
    )


def mark_score(a: View, b: View) -> float:
    """Likeness of two marks, 0..1, goods aside: the fast road, without evidence."""
    return 0.0 if a.empty or b.empty else _score(lay(a, b))


def with_goods(mark: float, class_relation: float | None) -> float:
    """A mark's score with its goods taken in: multiplied, and never below the floor for an identical mark."""
    scored = mark * factor(class_relation)
    return round(max(scored, IDENTICAL_FLOOR) if mark == 1.0 else scored, 4)


def goods_evidence(class_relation: float | None) -> Evidence:
    """What the goods had to say; unknown is said, not zero."""
    if class_relation is None:
        return Evidence(feature="goods", score=0.0, weight=0.0, detail="classes unknown")
    words = "same class" if class_relation == 1.0 else "related classes" if class_relation > 0 else "unrelated classes"
    return Evidence(feature="goods", score=class_relation, weight=1.0 - factor(0.0), detail=words)


def explanations() -> dict[str, str]:
    """Feature name → what it means, in a sentence."""
    return {feature.name: feature.explanation for feature in FEATURES} | {
        "identical": "The marks are identical but for dress.",
        "goods": "How near the goods and services are.",
    }


def _score(pair: Pair) -> float:
    if pair.a.joined == pair.b.joined:
        return 1.0
    total, weighed = _weights()
    for measure, weight in weighed:
        total += weight * measure(pair)
    return CLOSE_CAP / (1.0 + exp(-total))


def _identity(pair: Pair) -> tuple[Evidence, ...]:
    return (Evidence(feature="identical", score=1.0, weight=1.0, detail=f"{pair.a.text} = {pair.b.text}"),)


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    """Features that spoke, weightiest first; the weight is each one's share of all that was said."""
    weights = _table()
    said = [(feature, feature.measure(pair)) for feature in FEATURES if weights[feature.name]]
    spoke = [(feature, score, abs(weights[feature.name] * score)) for feature, score in said if score > 0.01]
    whole = sum(amount for _, _, amount in spoke) or 1.0
    spoke.sort(key=lambda one: -one[2])
    return tuple(
        Evidence(feature=feature.name, score=round(score, 3), weight=round(amount / whole, 3), detail=_detail(feature, pair))
        for feature, score, amount in spoke
    )


def _detail(feature: Feature, pair: Pair) -> str:
    """The two compared forms, ``HONGXING = 红星 [hongxing]``."""
    if feature.name == "shared_word":
        return _relate(*pair.best_words)
    if feature.name in {"contained", "same_start"}:
        return _relate(pair.a.core, pair.b.core)
    sign = "=" if pair.form_a == pair.form_b else "~"
    return f"{_shown(pair.a, pair.form_a)} {sign} {_shown(pair.b, pair.form_b)}"


def _relate(a: str, b: str) -> str:
    return f"{a} {'=' if a == b else '~'} {b}"


def _shown(view: View, form: str) -> str:
    return view.text if form == view.joined else f"{view.text} [{form}]"


@cache
def _table() -> dict[str, float]:
    table = {row["feature"]: float(row["weight"]) for row in rows("model")}
    unknown = _names(table) ^ {feature.name for feature in FEATURES}
    if unknown:
        raise ValueError(f"matcher/tables/model.csv and matcher/features.py differ in: {', '.join(sorted(unknown))}")
    return table


def _names(table: dict[str, float]) -> set[str]:
    return set(table) - {"intercept"}


@cache
def _weights() -> tuple[float, Sequence[tuple[Measure, float]]]:
    table = _table()
    return table["intercept"], [(feature.measure, table[feature.name]) for feature in FEATURES if table[feature.name]]
