"""Marks of new filings against watched marks and shop names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.class_sets import ClassSets, class_sets
from matcher.columns import Numbers, Shares
from matcher.filing_texts import Wording, wordings
from matcher.found import Found, Term, office_watched
from matcher.goods import GoodsRelation, factor
from matcher.goods_verdict import Goods, GoodsVerdict, goods_of, goods_watched, judge_goods, nearness
from matcher.grades import needed
from matcher.model import THRESHOLDS, Scored, scored, side, with_factors
from matcher.pairs import Pairs
from matcher.prefilter import Kept, Prefilter
from matcher.rarity import Rarity
from matcher.scan import from_wording
from matcher.views import View, view
from records.codes import WatchKind
from records.filing import Filing
from records.match import Evidence

SHOP_AS_MARK = 0.95
"""A shop's name filed as somebody's mark must be this close: shop names are weak marks."""
_REMEMBERED = 200_000
_BLOCK = 100_000
"""Pairs that are scored in one go."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """One term that is compared with marks, from ``least`` on."""

    term: Term
    view: View
    least: float
    goods: Goods


@dataclass(frozen=True, slots=True)
class _Laid:
    """The wordings of a batch of filings."""

    filings: Sequence[Filing]
    places: Numbers
    """Place of each wording's filing."""
    wordings: Sequence[Wording]
    trust: Shares
    classes: ClassSets
    goods: Sequence[Goods]


class MarkMatcher:
    """MARK and SHOP terms, indexed once."""

    def __init__(self, terms: Sequence[Term], *, goods: GoodsRelation, rarity: Rarity | None = None) -> None:
        self._goods, self._rarity = goods, rarity
        self._watched = [watched for term in terms if (watched := _watched(term)) is not None]
        self._by_classes: dict[tuple[tuple[int, ...], tuple[int, ...]], GoodsVerdict] = {}
        self._columns = side([watched.view for watched in self._watched], rarity)
        self._prefilter = Prefilter(self._columns)
        self._least = np.array([watched.least for watched in self._watched])
        self._classes = class_sets([watched.goods.classes for watched in self._watched])
        self._in_words = np.array([bool(watched.goods.texts) for watched in self._watched], dtype=bool)
        offices = [watched.term.watch.offices for watched in self._watched]
        self._kinds = {one: number for number, one in enumerate(dict.fromkeys(offices))}
        self._offices = np.array([self._kinds[one] for one in offices], dtype=np.intp)
        self._of_kind = {one: watched.term.watch for one, watched in zip(offices, self._watched, strict=True)}

    def found(self, filings: Sequence[Filing]) -> Iterator[tuple[int, Found]]:
        """(place in ``filings``, what was found) for every filing and term that are close."""
        if not self._watched:
            return
        laid = _laid(filings)
        if not laid.wordings:
            return
        new = side([wording.view for wording in laid.wordings], self._rarity)
        left, right, factors = self._asked(laid, self._prefilter.pairs(new))
        for start in range(0, len(left), _BLOCK):
            block = slice(start, start + _BLOCK)
            told = scored(Pairs(new, left[block], self._columns, right[block]), least=THRESHOLDS.low)
            yield from self._told(laid, told, factors[block])

    def _asked(self, laid: _Laid, kept: Kept) -> tuple[Numbers, Numbers, Shares]:
        """Pairs that are to be scored, those of one filing together, and what the goods leave of their scores."""
        allowed = self._allowed(laid)[laid.places[kept.left], self._offices[kept.right]]
        left, right, grade = kept.left[allowed], kept.right[allowed], kept.grade[allowed]
        table = laid.classes.factors(self._classes, self._goods)
        factors = table[laid.classes.of[laid.places[left]], self._classes.of[right]]
        asked = self._least[right] / np.maximum(factors, 1e-9)
        chosen = (grade >= needed(asked)) | self._in_words[right]
        left, right, factors = left[chosen], right[chosen], factors[chosen]
        return left, right, factors

    def _allowed(self, laid: _Laid) -> npt.NDArray[np.bool_]:
        """Filings × kinds of offices: whether the filing counts there."""
        seen: dict[tuple[str, tuple[str, ...]], list[bool]] = {}
        rows = []
        for filing in laid.filings:
            where = (filing.office, filing.designated_offices)
            if where not in seen:
                seen[where] = [office_watched(filing, self._of_kind[kind]) for kind in self._kinds]
            rows.append(seen[where])
        return np.array(rows, dtype=bool).reshape(len(laid.filings), len(self._kinds))

    def _told(self, laid: _Laid, told: Scored, factors: Shares) -> Iterator[tuple[int, Found]]:
        left, right = told.pairs.left, told.pairs.right
        trust = laid.trust[left]
        likely = np.flatnonzero(told.scores * trust >= self._least[right])
        for row in likely[self._in_words[right[likely]]].tolist():
            factors[row] = factor(self._nearness(laid, told, row))
        scores = with_factors(told.scores, factors) * trust
        close = likely[scores[likely] >= THRESHOLDS.low]
        places = laid.places[left[close]]
        order = np.lexsort((-scores[close], right[close], places))
        close, places = close[order], places[order]
        best = np.ones(len(close), bool)
        best[1:] = (places[1:] != places[:-1]) | (right[close][1:] != right[close][:-1])
        rows = close[best]
        for row, evidence in zip(rows.tolist(), told.evidences(rows), strict=True):
            yield self._found(laid, told, row, float(scores[row]), evidence)

    def _nearness(self, laid: _Laid, told: Scored, row: int) -> float | None:
        return nearness(self._goods, laid.goods[laid.places[told.pairs.left[row]]], self._watched[told.pairs.right[row]].goods)

    def _found(self, laid: _Laid, told: Scored, row: int, score: float, evidence: tuple[Evidence, ...]) -> tuple[int, Found]:
        left, right = told.pairs.left[row], told.pairs.right[row]
        place, wording, watched = int(laid.places[left]), laid.wordings[left], self._watched[right]
        verdict = self._judged(laid.goods[place], watched.goods)
        told_why = from_wording(wording, (*evidence, verdict.evidence))
        return place, Found(watched.term, wording.view.text, round(score, 4), told_why, verdict.relation)

    def _judged(self, filing: Goods, watched: Goods) -> GoodsVerdict:
        """What the goods say; by classes alone where the watch has no words for its goods, which is the same for many."""
        if watched.texts:
            return judge_goods(self._goods, filing, watched)
        classes = filing.classes, watched.classes
        if classes not in self._by_classes:
            if len(self._by_classes) >= _REMEMBERED:
                self._by_classes.clear()
            self._by_classes[classes] = judge_goods(self._goods, filing, watched)
        return self._by_classes[classes]


def _laid(filings: Sequence[Filing]) -> _Laid:
    laid = [(place, wording) for place, filing in enumerate(filings) for wording in wordings(filing)]
    return _Laid(
        filings=filings,
        places=np.array([place for place, _ in laid], dtype=np.intp),
        wordings=[wording for _, wording in laid],
        trust=np.array([wording.trust for _, wording in laid]),
        classes=class_sets([filing.nice_classes for filing in filings]),
        goods=[goods_of(filing) for filing in filings],
    )


def _watched(term: Term) -> _Watched | None:
    goods = goods_watched(term.watch)
    if term.watch.kind is WatchKind.MARK:
        return _Watched(term, view(term.text), THRESHOLDS.low, goods)
    if term.watch.kind is WatchKind.SHOP:
        return _Watched(term, term.name.bare, SHOP_AS_MARK, goods)
    return None
