"""How near the goods of two texts are, 0..1: the nearest pair of their terms, by their words and by their kinds.

One pair is enough, as before an office: the goods conflict where any of the one are like any of the other (TMEP 1207.01(a)(iii)).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matcher.goods_kinds import classes_of, kinship
from matcher.goods_language import RETAIL
from matcher.goods_terms import GoodsTerm, GoodsText, read_goods

SAME_HEAD = 0.6
"""Terms of one head with nothing else in common: wine glasses and eye glasses."""
RETAIL_OF = 0.8
"""Retail of goods against these goods: complementary, in the same places (CJEU T-116/06, O STORE)."""
DONE_TO = 0.65
"""Repair, rental … of goods against these goods."""
OTHER_DEED = 0.6
PART_OF = 0.8
"""Parts and accessories for goods against these goods."""
SAME_DEED = 0.35
"""Retail of these and retail of those have at least so much in common."""
TAKEN_OUT = 0.7
"""A term this near to what the other text takes out is not among the goods of that text."""
LEFT_OF_EXCLUDED = 0.65
BOTH_SPEAK = 0.15
"""What is added, of what is left to 1, where words and kinds both speak."""


@dataclass(frozen=True, slots=True)
class TextLikeness:
    """The nearest pair of terms of two texts and how near they are."""

    score: float
    a: GoodsTerm
    b: GoodsTerm
    clear: float
    """Share of the terms that are understood, of the side that is understood less, 0..1."""

    @property
    def retail(self) -> bool:
        """Retail of goods on one side only."""
        return (self.a.deed == RETAIL) != (self.b.deed == RETAIL)


Texts = tuple[tuple[int | None, str], ...]


@lru_cache(maxsize=20_000)
def compare_texts(a: Texts, b: Texts) -> TextLikeness | None:
    """As ``compare_goods``, for texts with their classes."""
    return compare_goods(_read_all(a), _read_all(b))


def speaks_of(texts: Texts, class_number: int) -> bool:
    """The texts name goods of the class: one is filed in it, or names a kind that is."""
    return any(
        of == class_number or any(class_number in classes_of()[kind] for kind, _ in term.kinds)
        for of, text in texts
        for term in read_goods(text, of).terms
    )


@lru_cache(maxsize=20_000)
def _read_all(texts: Texts) -> GoodsText:
    read = [read_goods(text, class_number) for class_number, text in texts]
    terms = dict.fromkeys(term for one in read for term in one.terms)
    return GoodsText(tuple(terms), tuple(dict.fromkeys(term for one in read for term in one.excluded)))


def compare_goods(a: GoodsText, b: GoodsText) -> TextLikeness | None:
    """The nearest terms; ``None`` where the texts say too little: no word shared, and a side no term of which is understood."""
    best: TextLikeness | None = None
    for score, one, other in _pairs(a, b):
        if best is None or score > best.score:
            best = TextLikeness(score, one, other, min(a.clear, b.clear))
            if score >= 1.0:
                break
    if best is None or (best.score == 0.0 and not (a.understood and b.understood)):
        return None
    return best


def likeness(a: GoodsTerm, b: GoodsTerm) -> float:
    """How near two terms are, 0..1; symmetric."""
    by_words, by_kinds = _by_words(a, b), _by_kinds(a, b)
    near = max(by_words, by_kinds)
    near += BOTH_SPEAK * (1.0 - near) * min(by_words, by_kinds)
    return round(_done(near, a, b), 4)


def _pairs(a: GoodsText, b: GoodsText) -> Iterator[tuple[float, GoodsTerm, GoodsTerm]]:
    yours = [(other, _left(other, a)) for other in b.terms]
    for one in a.terms:
        mine = _left(one, b)
        for other, left in yours:
            yield likeness(one, other) * mine * left, one, other


def _left(term: GoodsTerm, text: GoodsText) -> float:
    """What is left of a term that the other text takes out."""
    return LEFT_OF_EXCLUDED if any(likeness(term, out) >= TAKEN_OUT for out in text.excluded) else 1.0


def _by_words(a: GoodsTerm, b: GoodsTerm) -> float:
    """Weighed share of words in common; more where the heads are the same; 1 for the same words."""
    if a.words == b.words:
        return 1.0
    mine, yours = dict(a.words), dict(b.words)
    shared = mine.keys() & yours.keys()
    if not shared:
        return 0.0
    dice = 2 * sum(min(mine[word], yours[word]) for word in shared) / (sum(mine.values()) + sum(yours.values()))
    headed = any(mine[word] == yours[word] == 1.0 for word in shared)
    return max(dice, SAME_HEAD + (1.0 - SAME_HEAD) * dice) if headed else dice


def _by_kinds(a: GoodsTerm, b: GoodsTerm) -> float:
    return max((kinship(one, other) * mine * yours for one, mine in a.kinds for other, yours in b.kinds), default=0.0)


def _done(near: float, a: GoodsTerm, b: GoodsTerm) -> float:
    """Likeness with what is done with the goods taken in."""
    if a.deed == b.deed:
        near = near if a.deed is None else SAME_DEED + (1.0 - SAME_DEED) * near
    elif a.deed is None or b.deed is None:
        near *= RETAIL_OF if RETAIL in {a.deed, b.deed} else DONE_TO
    else:
        near *= OTHER_DEED
    return near * PART_OF if a.part != b.part else near
