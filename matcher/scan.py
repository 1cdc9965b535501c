"""One brand against many filings: what the fair officer asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.filing_texts import Wording
from matcher.gist import FilingGist
from matcher.goods import GoodsRelation
from matcher.model import THRESHOLDS, Comparison, compare, mark_score, with_goods
from matcher.views import View, view
from records.match import Evidence


@dataclass(frozen=True, slots=True)
class Likeness:
    """A filing close to the brand that was asked for."""

    key: str
    """Of the filing."""
    score: float
    stands: bool
    """Not refused, withdrawn or dead."""
    wording: Wording
    """The wording of the filing that came closest."""
    class_relation: float | None

    @property
    def level(self) -> str:
        """``high``, ``medium`` or ``low``."""
        return THRESHOLDS.level(self.score)


class Brand:
    """A brand with its goods, made ready once and compared with any number of filings."""

    def __init__(self, text: str, *, classes: tuple[int, ...], goods: GoodsRelation) -> None:
        """``classes``: Nice classes of its goods; none: unknown."""
        self._view = view(text)
        self._classes = classes
        self._goods = goods

    def rank(self, filings: Iterable[tuple[str, FilingGist]]) -> list[Likeness]:
        """Of filings by key, those at least ``THRESHOLDS.low`` close: best first, then by key."""
        found = (self._likeness(key, gist) for key, gist in filings)
        return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.key))

    def explain(self, one: Likeness) -> tuple[Evidence, ...]:
        """Why the filing is close."""
        return explain(self._view, one.wording, one.class_relation).evidence

    def _likeness(self, key: str, gist: FilingGist) -> Likeness | None:
        relation = self._goods.relation(gist.classes, self._classes)
        best = closest(self._view, gist, relation)
        if best is None or best[0] < THRESHOLDS.low:
            return None
        return Likeness(key, round(best[0], 4), gist.stands, best[1], relation)


def closest(asked: View, gist: FilingGist, relation: float | None) -> tuple[float, Wording] | None:
    """Score and wording of a filing's best wording, goods taken in; ``None`` where it has no words."""
    best: tuple[float, Wording] | None = None
    for wording in gist.wordings:
        score = with_goods(mark_score(wording.view, asked), relation) * wording.trust
        if best is None or score > best[0]:
            best = score, wording
    return best


def explain(asked: View, wording: Wording, relation: float | None) -> Comparison:
    """The full comparison of a wording, with a word on where it comes from when it is not the mark itself."""
    told = compare(wording.view, asked, class_relation=relation)
    if wording.kind == "mark":
        return told
    source = Evidence(feature=wording.kind, score=wording.trust, weight=0.0, detail=wording.view.text)
    return Comparison(round(told.score * wording.trust, 4), told.mark_score, relation, (*told.evidence, source))
