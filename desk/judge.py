"""``lookout judge``: how near two marks are, many pairs at once, with the goods taken in. No store, no network."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from alerts.reasons import reason
from alerts.texts import Texts
from matcher.axes import AXES
from matcher.explain import FAINT
from matcher.fold import MAX_CHARS
from matcher.goods import IDENTICAL_FLOOR, GoodsRelation, factor
from matcher.goods_verdict import Goods, GoodsVerdict, judge_goods
from matcher.model import THRESHOLDS, Scored, scored, side
from matcher.pairs import Pairs
from matcher.views import view
from records.match import Evidence

Classes = tuple[int, ...]


class Asked(NamedTuple):
    """Two marks to be compared, ``a`` the new one; classes are those of their goods, empty where not known."""

    a: str
    b: str
    classes_a: Classes = ()
    classes_b: Classes = ()


class Judged(NamedTuple):
    """What comparing gave."""

    score: float
    """0..1, goods taken in."""
    mark_score: float
    """0..1, of the marks alone."""
    level: str
    """``high``, ``medium``, ``low`` or ``none``, of ``score``."""
    relation: float | None
    """Of the goods, 0..1; ``None`` where one side's are not known."""
    axes: tuple[float, ...]
    """Strongest feature of each of ``matcher.axes.AXES``, 0..1."""
    evidence: tuple[Evidence, ...]
    """Why, the weightiest first; the goods last where they are known."""

    def by_axis(self) -> Mapping[str, float]:
        """Axis → likeness."""
        return dict(zip(AXES, self.axes, strict=True))

    def sentence(self, texts: Texts) -> str:
        """All reasons in one line."""
        return _sentence(self.evidence, texts)


@lru_cache(maxsize=4096)
def _sentence(evidence: tuple[Evidence, ...], texts: Texts) -> str:
    told = [reason(item, texts) for item in evidence]
    if not evidence or evidence[0].feature == "goods":
        told.insert(0, texts.say("little in common"))
    return texts.say("; ").join(told)


def judged(asked: Sequence[Asked], goods: GoodsRelation) -> list[Judged]:
    """Compare pairs, in one pass over all of them; the same two marks are compared once."""
    numbers: dict[tuple[str, str], int] = {}
    places = [numbers.setdefault((one.a[:MAX_CHARS], one.b[:MAX_CHARS]), len(numbers)) for one in asked]
    if not numbers:
        return []
    found = _compared(list(numbers))
    axes = found.axes()
    reasons: list[tuple[Evidence, ...]] = [()] * len(numbers)
    some = np.flatnonzero((axes.max(axis=1) >= FAINT) & (found.scores > 0.0))
    for row, told in zip(some.tolist(), found.evidences(some), strict=True):
        reasons[row] = told
    scores, strengths = found.scores.tolist(), list(map(tuple, axes.tolist()))
    known: dict[tuple[Classes, Classes], GoodsVerdict] = {}
    return [_judged(one, goods, known, scores[at], strengths[at], reasons[at]) for one, at in zip(asked, places, strict=True)]


def _compared(pairs: Sequence[tuple[str, str]]) -> Scored:
    sides = [{text: at for at, text in enumerate(dict.fromkeys(pair[place] for pair in pairs))} for place in (0, 1)]
    new, old = (side([view(text) for text in texts]) for texts in sides)
    left, right = (np.fromiter((sides[at][pair[at]] for pair in pairs), np.intp, len(pairs)) for at in (0, 1))
    return scored(Pairs(new, left, old, right))


def _judged(
    asked: Asked,
    goods: GoodsRelation,
    known: dict[tuple[Classes, Classes], GoodsVerdict],
    mark: float,
    axes: tuple[float, ...],
    reasons: tuple[Evidence, ...],
) -> Judged:
    classes = asked.classes_a, asked.classes_b
    if classes not in known:
        known[classes] = judge_goods(goods, Goods(asked.classes_a), Goods(asked.classes_b))
    relation = known[classes].relation
    said = () if relation is None else (known[classes].evidence,)
    score = mark if relation is None else max(mark * factor(relation), IDENTICAL_FLOOR if mark == 1.0 else 0.0)
    return Judged(score, mark, THRESHOLDS.level(score), relation, axes, (*reasons, *said))
