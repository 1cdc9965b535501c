"""Marks of new filings against watched marks and shop names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.filing_texts import Wording, wordings
from matcher.found import Found, Term, office_watched
from matcher.goods import GoodsRelation
from matcher.goods_verdict import Goods, goods_of, goods_watched, judge_goods, nearness, replaced
from matcher.model import THRESHOLDS, mark_score, with_goods
from matcher.prefilter import Prefilter
from matcher.scan import explain
from matcher.views import View, view
from records.codes import WatchKind
from records.filing import Filing

SHOP_AS_MARK = 0.95
"""A shop's name filed as somebody's mark must be this close: shop names are weak marks."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """One term that is compared with marks, from ``least`` on."""

    term: Term
    view: View
    least: float
    goods: Goods


@dataclass(frozen=True, slots=True)
class _Best:
    """The wording of a filing that came closest to a term so far."""

    score: float
    wording: Wording
    relation: float | None


class MarkMatcher:
    """MARK and SHOP terms, indexed once."""

    def __init__(self, terms: Sequence[Term], *, goods: GoodsRelation) -> None:
        self._goods = goods
        self._watched = [watched for term in terms if (watched := _watched(term)) is not None]
        self._prefilter = Prefilter([watched.view for watched in self._watched])

    def found(self, filings: Sequence[Filing]) -> Iterator[tuple[int, Found]]:
        """(place in ``filings``, what was found) for every filing and term that are close."""
        laid = [(at, wording) for at, filing in enumerate(filings) for wording in wordings(filing)] if self._watched else []
        best: dict[tuple[int, int], _Best] = {}
        for row, number in self._prefilter.pairs([wording.view for _, wording in laid]):
            at, wording = laid[row]
            one = self._weigh(filings[at], wording, self._watched[number])
            if one is not None and ((at, number) not in best or one.score > best[at, number].score):
                best[at, number] = one
        for (at, number), one in best.items():
            watched = self._watched[number]
            told = explain(watched.view, one.wording, one.relation)
            evidence = replaced(told.evidence, judge_goods(self._goods, goods_of(filings[at]), watched.goods))
            yield at, Found(watched.term, one.wording.view.text, told.score, evidence, one.relation)

    def _weigh(self, filing: Filing, wording: Wording, watched: _Watched) -> _Best | None:
        if not office_watched(filing, watched.term.watch):
            return None
        alike = mark_score(wording.view, watched.view)
        if alike * wording.trust < watched.least:
            return None
        relation = nearness(self._goods, goods_of(filing), watched.goods)
        score = with_goods(alike, relation) * wording.trust
        return _Best(score, wording, relation) if score >= THRESHOLDS.low else None


def _watched(term: Term) -> _Watched | None:
    goods = goods_watched(term.watch)
    if term.watch.kind is WatchKind.MARK:
        return _Watched(term, view(term.text), THRESHOLDS.low, goods)
    if term.watch.kind is WatchKind.SHOP:
        return _Watched(term, term.name.bare, SHOP_AS_MARK, goods)
    return None
