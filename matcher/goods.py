"""Goods: how near two lists of Nice classes are."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from matcher.fold import MAX_CHARS, fold, words

UNRELATED_FACTOR = 0.6
"""What is left of a mark's score where the goods have nothing to do with each other."""
IDENTICAL_FLOOR = 0.85
"""Goods never bring an identical mark below this: they multiply, they do not filter."""

MAX_GOODS = 40_000
"""Characters of one goods text that are looked at."""


class GoodsRelation:
    """Relation of Nice classes, from a table of pairs (config/tables/nice_relations.csv)."""

    def __init__(self, rows: Mapping[tuple[int, int], float]) -> None:
        """``rows``: (class, class) → relation 0..1, taken in both directions."""
        self._rows: dict[tuple[int, int], float] = {}
        for (a, b), weight in rows.items():
            self._rows[a, b] = max(weight, self._rows.get((a, b), 0.0))
            self._rows[b, a] = max(weight, self._rows.get((b, a), 0.0))

    def relation(self, a: Sequence[int], b: Sequence[int]) -> float | None:
        """The nearest pair of classes: 1.0 the same, 0.0 unrelated; ``None`` where either side is not known."""
        if not a or not b:
            return None
        if not set(a).isdisjoint(b):
            return 1.0
        return max(self._rows.get((one, other), 0.0) for one in a for other in b)


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
