"""One brand against a list of filings: what the fair officer asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.filing_texts import Wording, wordings
from matcher.goods import GoodsRelation
from matcher.model import THRESHOLDS, Comparison, compare, mark_score, with_goods
from matcher.views import View, view
from records.filing import Filing
from records.match import Evidence


@dataclass(frozen=True, slots=True)
class ScanHit:
    """A filing close to the brand that was asked for."""

    filing: Filing
    score: float
    level: str
    """``high``, ``medium`` or ``low``."""
    evidence: tuple[Evidence, ...]
    class_relation: float | None
    record_text: str
    """The wording of the filing that came closest."""


def rank(text: str, filings: Sequence[Filing], *, classes: Sequence[int], goods: GoodsRelation) -> list[ScanHit]:
    """Filings at least ``THRESHOLDS.low`` close to the text, best first, then by their key."""
    asked = view(text)
    hits = [hit for filing in filings if (hit := _hit(asked, filing, classes, goods)) is not None]
    return sorted(hits, key=lambda hit: (-hit.score, hit.filing.key))


def closest(asked: View, filing: Filing, relation: float | None) -> tuple[float, Wording] | None:
    """Score and wording of a filing's best wording, goods taken in; ``None`` where it has no words."""
    scored = [(with_goods(mark_score(wording.view, asked), relation) * wording.trust, wording) for wording in wordings(filing)]
    return max(scored, key=lambda one: one[0], default=None)


def explain(asked: View, wording: Wording, relation: float | None) -> Comparison:
    """The full comparison of a wording, with a word on where it comes from when it is not the mark itself."""
    told = compare(wording.view, asked, class_relation=relation)
    if wording.kind == "mark":
        return told
    source = Evidence(feature=wording.kind, score=wording.trust, weight=0.0, detail=wording.view.text)
    return Comparison(round(told.score * wording.trust, 4), told.mark_score, relation, (*told.evidence, source))


def _hit(asked: View, filing: Filing, classes: Sequence[int], goods: GoodsRelation) -> ScanHit | None:
    relation = goods.relation(filing.nice_classes, classes)
    best = closest(asked, filing, relation)
    if best is None or best[0] < THRESHOLDS.low:
        return None
    told = explain(asked, best[1], relation)
    level = THRESHOLDS.level(told.score)
    return ScanHit(filing, told.score, level, told.evidence, relation, best[1].view.text)
