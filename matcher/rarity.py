"""Rarity: how much meeting a word tells, learned from how many marks hold it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from hashlib import sha256
from math import log

from matcher.packaged import rows
from records.words import MarkWords

LEAST = 0.25
"""Weight of the commonest word."""
COMMON = 0.004
"""Share of marks from which on a word is as common as can be."""

LISTED = 3
"""Words in fewer marks are words of their own."""


class Rarity:
    """Word → weight ``LEAST``..1, by the share of marks that hold it. Never changes; ``learn`` gives a new one.

    Two of the same counts are equal.
    """

    def __init__(self, counts: Mapping[str, int], marks: int, *, learned: MarkWords | None = None) -> None:
        """``counts``: in how many of ``marks`` marks a word stands (in Latin letters, as ``matcher.views.Token.text``).

        ``learned``: a count of filed marks, which is added. Weights go by share, on the scale of ``marks``: the model was
        trained on that, and a word that stands in the same share of ten times as many marks tells as much as before.
        """
        self._listed, self._listed_marks = counts, max(1, marks)
        self._counts = dict(counts)
        for word, held in learned.words if learned else ():
            self._counts[word] = self._counts.get(word, 0) + held
        self._marks = self._listed_marks + (learned.marks if learned else 0)
        self._scale = self._listed_marks / self._marks
        self._span = log(COMMON * self._listed_marks + 1.0)

    def weight(self, word: str) -> float:
        """1 for a word of its own, ``LEAST`` for one that ``COMMON`` of all marks hold; in between by the logarithm."""
        count = self._counts.get(word, 0) * self._scale
        if count <= 1.0:
            return 1.0
        return max(LEAST, 1.0 - (1.0 - LEAST) * log(count) / self._span)

    def learn(self, learned: MarkWords | None) -> "Rarity":
        """The same list with another count of filed marks."""
        return Rarity(self._listed, self._listed_marks, learned=learned)

    @cached_property
    def snapshot(self) -> str:
        """Identity of all weights: equal for two of the same counts."""
        told = [f"{self._listed_marks} {self._marks}", *(f"{word} {held}" for word, held in sorted(self._counts.items()))]
        return sha256("\n".join(told).encode()).hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rarity) and self.snapshot == other.snapshot

    def __hash__(self) -> int:
        return hash(self.snapshot)


def counted(words_of_marks: Iterable[Iterable[str]]) -> tuple[Counter[str], int]:
    """In how many marks each word stands, and the number of marks."""
    counts: Counter[str] = Counter()
    marks = 0
    for words in words_of_marks:
        marks += 1
        counts.update(set(words))
    return counts, marks


def words_table(counts: Mapping[str, int], marks: int) -> str:
    """tables/word_counts.csv: words that stand in ``LISTED`` marks or more, the commonest first; the empty word is all marks."""
    listed = sorted(((word, count) for word, count in counts.items() if count >= LISTED), key=lambda row: (-row[1], row[0]))
    return "".join(f"{word},{count}\n" for word, count in (("word", "marks"), ("", marks), *listed))


@cache
def packaged() -> Rarity:
    """From the table that ships: counts in lists of brand names and registered marks."""
    table = {row["word"]: int(row["marks"]) for row in rows("word_counts")}
    return Rarity(table, table.pop("", 1))
