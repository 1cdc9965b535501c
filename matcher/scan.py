"""One brand against many filings: what the fair officer asks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from matcher.filing_texts import Wording
from matcher.gist import FilingGist
from matcher.goods import GoodsRelation, factor
from matcher.model import THRESHOLDS, Scored, goods_evidence, scored, side, with_factors
from matcher.pairs import Pairs
from matcher.rarity import Rarity, packaged
from matcher.views import view
from records.match import Evidence

LEARNED = 0.15
"""Words that tell more by what was learned than by the packaged counts lift a score by no more than this, or seldom."""


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
    told: Scored = field(repr=False, compare=False)
    """The comparison that it was found in,"""
    row: int = field(repr=False, compare=False)
    """and its row there."""

    @property
    def level(self) -> str:
        """``high``, ``medium`` or ``low``."""
        return THRESHOLDS.level(self.score)


class Brand:
    """A brand with its goods, made ready once and compared with any number of filings."""

    def __init__(self, text: str, *, classes: tuple[int, ...], goods: GoodsRelation, rarity: Rarity | None = None) -> None:
        """``classes``: Nice classes of its goods; none: unknown. ``rarity``: what words tell, default: packaged."""
        self.view = view(text)
        self._classes = classes
        self._goods, self.rarity = goods, rarity
        self._relations: dict[tuple[int, ...], float | None] = {}
        self._more_than_near = 0.0 if rarity in (None, packaged()) else LEARNED
        """How much higher a mark may score than a gallery, which knows the packaged rarity only, says that it is near."""

    def at_most(self, filings: Sequence[tuple[float, tuple[int, ...]]]) -> list[float]:
        """The most that filings may score by how near a gallery says they are and by their classes (none: whatever they are)."""
        marks = np.minimum([near + self._more_than_near for near, _ in filings], 1.0)
        most: list[float] = with_factors(marks, np.array([self.factor(classes) for _, classes in filings])).tolist()
        return most

    def relation(self, classes: tuple[int, ...]) -> float | None:
        """How the goods of filings with these classes stand to the brand's, 0..1; ``None``: unknown."""
        if classes not in self._relations:
            self._relations[classes] = self._goods.relation(classes, self._classes)
        return self._relations[classes]

    def factor(self, classes: tuple[int, ...]) -> float:
        """What the goods leave of the scores of filings with these classes."""
        return factor(self.relation(classes))


def ranked(asked: Sequence[tuple[Brand, Iterable[tuple[str, FilingGist]]]]) -> list[list[Likeness]]:
    """For each brand, of its filings by key, those at least ``THRESHOLDS.low`` close: best first, then by key.

    Several brands are cheaper together. All know the same rarity.
    """
    laid = [
        (place, key, gist, wording)
        for place, (_, filings) in enumerate(asked)
        for key, gist in filings
        for wording in gist.wordings
    ]
    best: list[dict[str, Likeness]] = [{} for _ in asked]
    if laid:
        rarity, brands = asked[0][0].rarity, side([brand.view for brand, _ in asked], asked[0][0].rarity)
        of = np.array([place for place, *_ in laid], np.intp)
        filed = side([wording.view for *_, wording in laid], rarity)
        told = scored(Pairs(filed, np.arange(len(laid)), brands, of), least=THRESHOLDS.low)
        factors = np.array([asked[place][0].factor(gist.classes) for place, _, gist, _ in laid])
        trust = np.array([wording.trust for *_, wording in laid])
        scores = np.round(with_factors(told.scores, factors) * trust, 4)
        for row in np.flatnonzero(scores >= THRESHOLDS.low).tolist():
            (place, key, gist, wording), score = laid[row], float(scores[row])
            if key not in best[place] or score > best[place][key].score:
                relation = asked[place][0].relation(gist.classes)
                best[place][key] = Likeness(key, score, gist.stands, wording, relation, told, row)
    return [sorted(found.values(), key=by_score) for found in best]


def explained(several: Sequence[Likeness]) -> Iterator[tuple[Evidence, ...]]:
    """Why each of the filings is close; cheaper together."""
    together: dict[int, list[Likeness]] = {}
    for one in several:
        together.setdefault(id(one.told), []).append(one)
    evidence: dict[tuple[int, int], tuple[Evidence, ...]] = {}
    for found in together.values():
        told = found[0].told.evidences(np.array([one.row for one in found]))
        evidence |= zip(((id(one.told), one.row) for one in found), told, strict=True)
    for one in several:
        yield from_wording(one.wording, (*evidence[id(one.told), one.row], goods_evidence(one.class_relation)))


def by_score(one: Likeness) -> tuple[float, str]:
    """The order of likenesses: best first, then by key."""
    return -one.score, one.key


def from_wording(wording: Wording, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence, with a word on where the compared wording comes from when it is not the mark itself."""
    if wording.kind == "mark":
        return evidence
    return (*evidence, Evidence(feature=wording.kind, score=wording.trust, weight=0.0, detail=wording.view.text))
