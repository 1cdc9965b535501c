"""Goods: how near two lists of Nice classes are, by a table of seeds and by what is filed together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import product
from math import log2

import numpy as np
import numpy.typing as npt

from matcher.fold import MAX_CHARS, fold, words
from records.goods import CoFiled, CoFiling

UNRELATED_FACTOR = 0.6
"""What is left of a mark's score where the goods have nothing to do with each other."""
IDENTICAL_FLOOR = 0.85
"""Goods never bring an identical mark below this: they multiply, they do not filter."""

MAX_GOODS = 40_000
"""Characters of one goods text that are looked at."""

CLASSES = 45
NUMBERS = range(1, CLASSES + 1)
LEAST_TOGETHER = 20
"""Filings that must hold both classes before their lift says anything."""
SMOOTHING = 10.0
"""Co-filings added to what was seen and to what chance would give, so that rare classes do not seem related by accident."""
LEAST_LIFT = 1.5
TRUST = 50
"""Co-filings at which what was learned counts as much as what the table says."""
STEP = 32
"""Relations are multiples of 1/32, which float32 and float64 hold alike."""

SAME, SEED, VERIFIED, LEARNED, NONE = "same", "seed", "verified", "learned", "none"
"""Where a relation comes from."""


@dataclass(frozen=True, slots=True)
class ClassLink:
    """The relation of two Nice classes and what it rests on."""

    a: int
    b: int
    weight: float
    source: str
    """``same`` class, ``seed`` (judgement) or ``verified`` (named by an office) in the table, ``learned``, ``none``."""
    together: int = 0
    """Filings in the store that hold both."""
    lift: float = 0.0
    """How many times as often as by chance they are filed together, smoothed; 0 where that was not counted."""
    share: float = 0.0
    """P(b | a) or P(a | b), the greater: of the filings of the rarer class, those that hold the other one, too."""

    @property
    def co_filed(self) -> bool:
        """The filings say that the classes are related, whether the table does or not."""
        return self.together >= LEAST_TOGETHER and self.lift > LEAST_LIFT


class GoodsRelation:
    """Relation of Nice classes: a table of seeds, and what was learned from filings. Never changes; ``learn`` gives a new one."""

    def __init__(
        self,
        rows: Mapping[tuple[int, int], float],
        *,
        verified: frozenset[tuple[int, int]] = frozenset(),
        learned: CoFiling | None = None,
    ) -> None:
        """``rows``: (class, class) → relation 0..1, taken in both directions; ``verified``: those that an office named.

        ``learned``: a count of co-filings. A lift above ``LEAST_LIFT`` raises what the table says towards what was learned, the
        more the more filings there are; nothing brings it down: goods are related for other reasons, too, than that one owner
        sells both.
        """
        self._seeds, self._verified, self.learned = dict(rows), verified, learned
        self._links: dict[tuple[int, int], ClassLink] = {}
        self._lay_seeds()
        held = dict(learned.classes) if learned else {}
        for pair in learned.pairs if learned else ():
            self._lay_learned(pair, rarer=min(held.get(pair.a, 0), held.get(pair.b, 0)))
        self._matrix = np.zeros((CLASSES + 1, CLASSES + 1), dtype=np.float32)
        for (a, b), link in self._links.items():
            self._matrix[a, b] = self._matrix[b, a] = link.weight
        np.fill_diagonal(self._matrix[1:, 1:], 1.0)
        self._matrix.flags.writeable = False
        self._rows: tuple[tuple[float, ...], ...] = tuple(map(tuple, self._matrix.tolist()))

    @property
    def snapshot(self) -> str:
        """Identity of the relation: equal for two that say the same of every pair of classes."""
        return sha256(self._matrix.tobytes()).hexdigest()[:16]

    def learn(self, learned: CoFiling | None) -> "GoodsRelation":
        """The same table with another count of co-filings."""
        return GoodsRelation(self._seeds, verified=self._verified, learned=learned)

    def relation(self, a: Sequence[int], b: Sequence[int]) -> float | None:
        """The nearest pair of classes: 1.0 the same, 0.0 unrelated; ``None`` where either side is not known."""
        if not a or not b:
            return None
        rows = self._rows
        return max((rows[one][other] for one in a if one in NUMBERS for other in b if other in NUMBERS), default=0.0)

    def matrix(self) -> npt.NDArray[np.float32]:
        """All relations, shape (46, 46), read-only, symmetric; index = class, row and column 0 are 0.

        Holds the same values as ``relation``, bit for bit.
        """
        return self._matrix

    def link(self, a: Sequence[int], b: Sequence[int]) -> ClassLink | None:
        """The nearest pair of classes, what it rests on, lowest numbers first; ``None`` where a side is not known."""
        pairs = sorted((one, other) for one, other in product(set(a), set(b)) if one in NUMBERS and other in NUMBERS)
        return min((self.between(*pair) for pair in pairs), key=lambda link: -link.weight, default=None)

    def between(self, a: int, b: int) -> ClassLink:
        """The relation of two classes and what it rests on."""
        if a == b:
            return ClassLink(a, b, 1.0, SAME)
        known = self._links.get((min(a, b), max(a, b)))
        return replace(known, a=a, b=b) if known else ClassLink(a, b, 0.0, NONE)

    def _lay_seeds(self) -> None:
        for (one, other), weight in self._seeds.items():
            if one not in NUMBERS or other not in NUMBERS:
                raise ValueError(f"{one} and {other} are not both Nice classes")
            a, b = min(one, other), max(one, other)
            source = VERIFIED if {(a, b), (b, a)} & self._verified else SEED
            known = self._links.get((a, b))
            if known is None or weight > known.weight:
                self._links[a, b] = ClassLink(a, b, _stepped(weight), source)

    def _lay_learned(self, pair: CoFiled, *, rarer: int) -> None:
        known = self._links.get((pair.a, pair.b), ClassLink(pair.a, pair.b, 0.0, NONE))
        lift = round((pair.together + SMOOTHING) / (pair.expected + SMOOTHING), 2)
        share = round(pair.together / rarer, 4) if rarer else 0.0
        link = ClassLink(pair.a, pair.b, known.weight, known.source, pair.together, lift, share)
        if link.co_filed:
            trust = pair.together / (pair.together + TRUST)
            mixed = _stepped(known.weight + trust * (learned_weight(lift, share) - known.weight))
            if mixed > known.weight:
                link = replace(link, weight=mixed, source=LEARNED)
        self._links[pair.a, pair.b] = link


def learned_weight(lift: float, share: float) -> float:
    """Relation 0..1 that filings stand for: .39 at a lift of 1.5, .15 more with each doubling, .3 times the share, up to .9.

    Lift alone would sell short what is common: classes 9 and 42, each in a third of all filings, cannot reach a lift above 3.
    """
    return min(0.9, 0.3 + 0.15 * log2(lift) + 0.3 * share) if lift > LEAST_LIFT else 0.0


def _stepped(weight: float) -> float:
    return round(weight * STEP) / STEP


def factor(relation: float | None) -> float:
    """What the goods leave of a mark's score; an unknown relation leaves all of it, and the evidence says so."""
    return 1.0 if relation is None else UNRELATED_FACTOR + (1.0 - UNRELATED_FACTOR) * relation


def phrase(text: str) -> tuple[str, ...]:
    """A product's name cut into stems."""
    return tuple(map(stem, words(fold(text))))


@lru_cache(maxsize=20_000)
def stems_of(text: str) -> tuple[str, ...]:
    """Stems of a goods text, of its first ``MAX_GOODS`` characters."""
    return tuple(stem(word) for slice_ in _slices(text[:MAX_GOODS]) for word in words(fold(slice_)))


def phrase_in(wanted: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    """The stems of a product stand one after the other among those of a text; Chinese by characters."""
    if not wanted:
        return False
    if not wanted[0].isascii():
        return "".join(wanted) in "".join(stems)
    width, first = len(wanted), wanted[0]
    return any(word == first and stems[at : at + width] == wanted for at, word in enumerate(stems))


def stem(word: str) -> str:
    """An English noun without its plural ending; other words as they are."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]


def _slices(text: str) -> Iterator[str]:
    """A long text in slices that folding takes whole, cut at spaces."""
    start = 0
    while start < len(text):
        end = min(start + MAX_CHARS, len(text))
        if end < len(text):
            end = max(text.rfind(" ", start, end), start) or end
            end = end if end > start else start + MAX_CHARS
        yield text[start:end]
        start = end
