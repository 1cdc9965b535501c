"""Different texts, indexed by the pairs of letters they are made of: which share most of their pairs with a text."""

from collections.abc import Collection
from math import ceil

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
Ranks = NDArray[np.int64]

_LETTERS = 38
"""a to z, digits, the edge of a text, anything else."""
_EDGE = 36
_CODES = np.full(256, 37, np.uint16)
_CODES[ord("a") : ord("z") + 1] = np.arange(26)
_CODES[ord("0") : ord("9") + 1] = np.arange(26, 36)
_CODES[ord("\n")] = _EDGE
_MOST = 250
"""Letters of a text that are looked at."""
LIKENESS = 16
MARK = 16
"""Bits of a rank: likeness first, below it a mark of the text, which parts texts that are equally like."""
LEAST = 0.2
"""Share of the asked text's pairs that a text must have to be looked at."""


class LetterPairs:
    """Texts by their place; ``ranks`` answers for all of them at once.

    Likeness is Dice's coefficient of the sets of letter pairs, edges included: twice the shared over all of both. A rank depends
    on the two texts alone, so that however texts are spread over several indexes, the best of all are the same.
    """

    def __init__(self, texts: Collection[str]) -> None:
        self.texts = np.array([*texts, None], dtype=object)[:-1]
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        pairs, owners = _pairs(texts)
        self._marks = _marks(pairs, owners, len(texts))
        order = np.argsort(pairs, kind="stable")
        pairs, owners = pairs[order], owners[order]
        if len(pairs):
            first = np.ones(len(pairs), bool)
            first[1:] = (pairs[1:] != pairs[:-1]) | (owners[1:] != owners[:-1])
            pairs, owners = pairs[first], owners[first]
        self._sizes = np.bincount(owners, minlength=len(texts)).astype(np.int32)
        self._owners = owners
        self._starts = np.searchsorted(pairs, np.arange(_LETTERS**2 + 1)).astype(np.int64)

    def __len__(self) -> int:
        return len(self.texts)

    def ranks(self, text: str, *, least: float = LEAST) -> tuple[Places, Ranks]:
        """Places of texts that share enough letter pairs with this one, and how they rank (higher is more alike)."""
        asked = np.unique(_pairs([text])[0])
        shared = np.zeros(len(self.texts), np.uint8)
        for pair in asked.tolist():
            shared[self._owners[self._starts[pair] : self._starts[pair + 1]]] += 1
        places = np.flatnonzero(shared >= max(1, ceil(least * len(asked)))).astype(np.int32)
        likeness = (shared[places].astype(np.int64) << (LIKENESS + 1)) // (len(asked) + self._sizes[places])
        return places, (likeness << MARK) | self._marks[places]


def _pairs(texts: Collection[str]) -> tuple[NDArray[np.uint16], Places]:
    """Every pair of neighbouring letters of every text, with the place of the text."""
    if not texts:
        return np.empty(0, np.uint16), np.empty(0, np.int32)
    joined = "\n" + "\n".join(text[:_MOST] for text in texts) + "\n"
    letters = np.frombuffer(joined.encode("latin-1", "replace"), np.uint8)
    codes = _CODES[letters]
    owners = np.cumsum(letters[:-1] == ord("\n"), dtype=np.int32) - 1
    return (codes[:-1] * _LETTERS + codes[1:]).astype(np.uint16), owners


def _marks(pairs: NDArray[np.uint16], owners: Places, count: int) -> NDArray[np.int64]:
    """A number of ``MARK`` bits made of each text's pairs and their order."""
    counts = np.bincount(owners, minlength=count)
    turns = (np.arange(len(pairs)) - (np.cumsum(counts) - counts)[owners]).astype(np.uint64)
    mixed = (pairs.astype(np.uint64) + np.uint64(1)) * (2 * turns + np.uint64(40503)) * np.uint64(2654435761) & np.uint64(
        0xFFFFFFFF
    )
    sums = np.bincount(owners, weights=mixed.astype(np.float64), minlength=count)
    return (sums.astype(np.int64) >> 8) & ((1 << MARK) - 1)
